//! Files that go up: with progress, and a way to stop.

use super::{Failure, refusal};
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Blob, ProgressEvent, XmlHttpRequest};

/// How an upload goes.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress<A> {
    /// So many percent are up.
    Percent(u8),
    /// It is there.
    Done(A),
    /// It isn't, and why.
    Failed(Failure),
}

/// An upload under way; dropping it stops it.
pub struct Upload {
    request: XmlHttpRequest,
    _on_progress: Closure<dyn FnMut(ProgressEvent)>,
    _on_end: Closure<dyn FnMut(ProgressEvent)>,
}

/// Sends a file. `fetch` can't tell how far it is, so this is the older way.
pub fn send<A: DeserializeOwned + 'static>(
    method: &str,
    path: &str,
    file: &Blob,
    name: Option<&str>,
    tell: impl FnMut(Progress<A>) + 'static,
) -> Option<Upload> {
    let request = XmlHttpRequest::new().ok()?;
    request.open(method, path).ok()?;
    let kind = file.type_();
    let kind = if kind.is_empty() { "application/octet-stream" } else { &kind };
    request.set_request_header("Content-Type", kind).ok()?;
    if let Some(name) = name {
        let name = String::from(js_sys::encode_uri_component(name));
        request.set_request_header("X-File-Name", &name).ok()?;
    }
    let tell = Rc::new(RefCell::new(tell));

    let on_progress = Closure::new({
        let tell = Rc::clone(&tell);
        move |event: ProgressEvent| {
            if event.length_computable() && event.total() > 0.0 {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "between 0 and 100"
                )]
                let percent = (event.loaded() / event.total() * 100.0) as u8;
                (tell.borrow_mut())(Progress::Percent(percent));
            }
        }
    });
    let sender = request.upload().ok()?;
    sender.set_onprogress(Some(on_progress.as_ref().unchecked_ref()));

    let on_end = Closure::new({
        let request = request.clone();
        move |_: ProgressEvent| (tell.borrow_mut())(outcome(&request))
    });
    request.set_onloadend(Some(on_end.as_ref().unchecked_ref()));
    request.send_with_opt_blob(Some(file)).ok()?;
    Some(Upload { request, _on_progress: on_progress, _on_end: on_end })
}

fn outcome<A: DeserializeOwned>(request: &XmlHttpRequest) -> Progress<A> {
    let body = request.response_text().ok().flatten().unwrap_or_default();
    let is_good = request.status().is_ok_and(|status| (200..300).contains(&status));
    // An answer without a body is `null` for those who expect nothing.
    let text = if body.is_empty() { "null" } else { &body };
    match serde_json::from_str(text) {
        Ok(answer) if is_good => Progress::Done(answer),
        _ => Progress::Failed(refusal(&body)),
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        self.request.set_onloadend(None);
        if let Ok(sender) = self.request.upload() {
            sender.set_onprogress(None);
        }
        let _ = self.request.abort();
    }
}
