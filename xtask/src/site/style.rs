//! Style sheets made small, with the addresses of fonts and pictures turned into their hashed names.

use anyhow::{Result, anyhow, bail};
use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, StyleSheet};
use lightningcss::values::url::Url;
use lightningcss::visit_types;
use lightningcss::visitor::{Visit, VisitTypes, Visitor};

use super::names::Manifest;

/// Minifies a style sheet. `url(fonts/a.woff2)` becomes the hashed name of that file of `public`; addresses with a
/// scheme or a fragment alone stay as they are.
///
/// # Errors
/// When the sheet is malformed or names a file that is not there.
pub fn minify(source: &str, manifest: &Manifest) -> Result<String> {
    let mut sheet =
        StyleSheet::parse(source, ParserOptions::default()).map_err(|error| anyhow!("{error}"))?;
    sheet.visit(&mut HashedAddresses { manifest })?;
    sheet.minify(MinifyOptions::default()).map_err(|error| anyhow!("{error}"))?;
    let printed = sheet.to_css(PrinterOptions { minify: true, ..PrinterOptions::default() })?;
    Ok(printed.code)
}

struct HashedAddresses<'a> {
    manifest: &'a Manifest,
}

impl<'i> Visitor<'i> for HashedAddresses<'_> {
    type Error = anyhow::Error;

    fn visit_types(&self) -> VisitTypes {
        visit_types!(URLS)
    }

    fn visit_url(&mut self, url: &mut Url<'i>) -> Result<()> {
        let address = url.url.as_ref();
        if address.starts_with(['#', '/']) || address.contains(':') {
            return Ok(());
        }
        let Some(name) = self.manifest.get(address) else { bail!("`{address}` is not a file below public") };
        url.url = name.to_owned().into();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_comments_go() {
        let minified = minify("/* why */ a { color : #ff0000 ; }", &Manifest::default()).unwrap();
        assert_eq!(minified, "a{color:red}");
    }

    #[test]
    fn addresses_get_their_hash() {
        let mut manifest = Manifest::default();
        let name = manifest.add("fonts/text.woff2", b"abc");
        let sheet = "@font-face { font-family: T; src: url(fonts/text.woff2) format('woff2') }";
        assert!(minify(sheet, &manifest).unwrap().contains(&name));
    }

    #[test]
    fn a_missing_file_is_told() {
        let error = minify("a { background: url(icons/none.svg) }", &Manifest::default()).unwrap_err();
        assert!(error.to_string().contains("icons/none.svg"), "{error}");
    }
}
