//! Files that a visitor drops onto the chat, and those that the chat gives the visitor to keep.

use anyhow::Result;
use serde_json::json;

use super::Visit;
use crate::browser::PATIENCE;
use crate::until::until;

impl Visit {
    /// Drops a file onto the chat: a picture of one red pixel under this name.
    ///
    /// # Errors
    /// When the chat takes no files.
    pub async fn drops_picture(&self, name: &str) -> Result<()> {
        let drop_it =
            "const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 30 });
            const brush = canvas.getContext('2d');
            brush.fillStyle = '#c33';
            brush.fillRect(0, 0, 40, 30);
            const [, code] = canvas.toDataURL('image/png').split(',');
            const bytes = Uint8Array.from(atob(code), (letter) => letter.charCodeAt(0));
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([bytes], arguments[0], { type: 'image/png' }));
            const event = new Event('drop', { bubbles: true, cancelable: true });
            Object.defineProperty(event, 'dataTransfer', { value: dataTransfer });
            document.querySelector('#composer').dispatchEvent(event)";
        self.browser.script(drop_it, vec![json!(name)]).await.map(drop)
    }

    /// Drops a program under the name of a document onto the chat.
    ///
    /// # Errors
    /// When the chat takes no files.
    pub async fn drops_program(&self, name: &str) -> Result<()> {
        let drop_it = "const bytes = new Uint8Array([77, 90, 144, 0, 3, 0, 0, 0, 4, 0, 0, 0, 255, 255]);
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([bytes], arguments[0], { type: 'application/pdf' }));
            const event = new Event('drop', { bubbles: true, cancelable: true });
            Object.defineProperty(event, 'dataTransfer', { value: dataTransfer });
            document.querySelector('#composer').dispatchEvent(event)";
        self.browser.script(drop_it, vec![json!(name)]).await.map(drop)
    }

    /// From now on the system's dialog to pick files in, which no key of ours reaches, gives a picture `fern.png` at once.
    ///
    /// # Errors
    /// When the browser can't be told.
    pub async fn picks_pictures_at_once(&self) -> Result<()> {
        let answer = "HTMLInputElement.prototype.click = function () {
            const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 30 });
            canvas.toBlob((picture) => {
                const chosen = new DataTransfer();
                chosen.items.add(new File([picture], 'fern.png', { type: 'image/png' }));
                this.files = chosen.files;
                this.dispatchEvent(new Event('change'));
            });
        }";
        self.browser.script(answer, Vec::new()).await.map(drop)
    }

    /// From now on what the chat gives the visitor to keep is noted down, too.
    ///
    /// # Errors
    /// When the browser can't be told.
    pub async fn notes_downloads(&self) -> Result<()> {
        let note = "window.__saved = [];
            const { createObjectURL } = URL;
            const { click } = HTMLAnchorElement.prototype;
            let given;
            URL.createObjectURL = (file) => {
                given = file;
                return createObjectURL.call(URL, file);
            };
            HTMLAnchorElement.prototype.click = function () {
                given.text().then((text) => window.__saved.push([given.name, text]));
                return click.call(this);
            }";
        self.browser.script(note, Vec::new()).await.map(drop)
    }

    /// Waits for a file that the visitor is given to keep, and gives back its name and its text.
    ///
    /// # Errors
    /// When none comes.
    pub async fn is_given_a_file(&self) -> Result<(String, String)> {
        until("a file to keep", PATIENCE, async || {
            let saved = self.browser.script("return window.__saved.shift() ?? null", Vec::new()).await?;
            Ok(serde_json::from_value(saved)?)
        })
        .await
    }
}
