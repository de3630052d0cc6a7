//! What a failed test leaves behind in `target/e2e-artifacts`, so that its cause can be seen without running it again.

use std::path::Path;

use anyhow::Result;

use super::Browser;

/// The document with all its shadow roots.
const DOCUMENT: &str = "
    const roots = [];
    const look = root => root.querySelectorAll('*').forEach(element => {
        if (element.shadowRoot) { roots.push(element.shadowRoot); look(element.shadowRoot); }
    });
    look(document);
    const page = document.documentElement;
    return page.getHTML ? page.getHTML({ shadowRoots: roots }) : page.outerHTML;";

impl Browser {
    /// Saves the picture, the documents of page and widget, the complaints and the driver's log. Whatever can't be had
    /// is left out: the test has failed already.
    ///
    /// # Errors
    /// When the folder can't be written.
    pub async fn save_artifacts(&self, folder: &Path) -> Result<()> {
        let folder = folder.join(&self.name);
        std::fs::create_dir_all(&folder)?;
        let _ = self.picture(&folder.join("page.png")).await;
        std::fs::write(folder.join("driver.log"), self.driver.log())?;
        if let Ok(complaints) = self.complaints().await {
            std::fs::write(folder.join("console.log"), complaints.join("\n"))?;
        }
        // The place where the test stood, which may be inside the widget's frame; then the page around it.
        for name in ["dom.html", "page.html"] {
            if let Ok(document) = self.script(DOCUMENT, Vec::new()).await {
                std::fs::write(folder.join(name), document.as_str().unwrap_or_default())?;
            }
            let _ = self.session().enter_default_frame().await;
        }
        Ok(())
    }
}
