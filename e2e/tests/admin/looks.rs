//! Every page of the console in every look. None may bar anyone, and with `FRONTDESK_SCREENS=1` each is saved as a picture
//! to `target/screens`, for people to look at.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use e2e::browser::{Browser, Scheme};
use e2e::settings;

use crate::scene::{Admin, Scene, play};
use crate::{ENTER, SELECT_ALL};

const WIDE: (u32, u32) = (1440, 900);
const PHONE: (u32, u32) = (360, 740);
const LOOKS: [(&str, (u32, u32), Scheme); 4] = [
    ("phone-dark", PHONE, Scheme::Dark),
    ("phone", PHONE, Scheme::Light),
    ("wide-dark", WIDE, Scheme::Dark),
    ("wide", WIDE, Scheme::Light),
];
const CHAPTERS: [&str; 7] = ["Basics", "Look", "Texts", "Chat", "Forms", "Invitations", "Install"];

struct Gallery {
    folder: Option<PathBuf>,
    found: Vec<String>,
}

/// Queues, agents and what belongs to them.
async fn staff_pages(owner: &Admin, gallery: &mut Gallery) -> Result<()> {
    let browser = &owner.browser;
    owner.goes_to("Queues").await?;
    browser.find(".entry-link").await?;
    gallery.show("admin-queues", browser).await?;
    browser.click(".entry-link").await?;
    browser.click("[id='settings.hours']").await?;
    browser.wait_for_text(".open-line", "It is").await?;
    for rule in ["The first members", "A certain agent"] {
        browser.click((".part button", rule)).await?;
    }
    gallery.show("admin-queue", browser).await?;
    browser.click((".save-bar button", "Discard")).await?;
    owner.goes_to("Agents").await?;
    browser.find(".entry-link").await?;
    gallery.show("admin-agents", browser).await?;
    browser.click(".entry-link").await?;
    browser.find(".session").await?;
    gallery.show("admin-agent", browser).await?;
    owner.goes_to("Agents").await?;
    browser.click(("main a", "Import")).await?;
    browser.find(".drop-zone").await?;
    gallery.show("admin-import", browser).await
}

/// Canned responses: none, one with something wrong, and a list.
async fn canned_pages(owner: &Admin, gallery: &mut Gallery) -> Result<()> {
    let browser = &owner.browser;
    owner.goes_to("Responses").await?;
    browser.wait_for_text(".empty", "No canned responses yet").await?;
    gallery.show("admin-canned-none", browser).await?;
    browser.click((".empty a", "New response")).await?;
    browser.type_into("#title", "A long name for what the shop says about its opening hours").await?;
    browser.type_into("#shortcut", "opening-hours").await?;
    browser.type_into("#category", "General").await?;
    browser.type_into("[id='texts.en']", "We are here from 9 to 5, {visitor}!").await?;
    browser.type_into("[id='texts.ar']", "نحن هنا من 9 إلى 5").await?;
    browser.click((".segment", "Only some")).await?;
    browser.click((".save-bar button", "Save")).await?;
    browser.find("#fault-summary").await?;
    gallery.show("admin-canned-faults", browser).await?;
    browser.type_into("[id='texts.en']", &format!("{SELECT_ALL}We are here from 9 to 5.")).await?;
    browser.click((".segment", "All queues")).await?;
    owner.saves().await?;
    browser.click(".pane-head a").await?;
    browser.find(".entry-link").await?;
    gallery.show("admin-canned", browser).await
}

/// The ban list: empty, with something wrong, and with a ban.
async fn ban_pages(owner: &Admin, gallery: &mut Gallery) -> Result<()> {
    let browser = &owner.browser;
    owner.goes_to("Bans").await?;
    browser.wait_for_text(".empty", "Nobody is banned").await?;
    gallery.show("admin-bans-none", browser).await?;
    browser.click((".empty button", "Ban")).await?;
    browser.type_into("#network", "nowhere").await?;
    browser.type_into("#reason", "Advertises in every conversation").await?;
    browser.click(("dialog button", "Ban")).await?;
    browser.wait_for_text("#network-error", "no address or network").await?;
    gallery.show("admin-bans-new", browser).await?;
    browser.type_into("#network", &format!("{SELECT_ALL}203.0.113.0/24")).await?;
    browser.click(("dialog button", "Ban")).await?;
    browser.wait_for_text(".entry", "203.0.113.0/24").await?;
    gallery.show("admin-bans", browser).await
}

/// Contacts: none, a new one with something wrong, one open, and a list; and the fields that they are made of.
async fn contact_pages(owner: &Admin, gallery: &mut Gallery) -> Result<()> {
    let browser = &owner.browser;
    owner.goes_to("Contacts").await?;
    browser.wait_for_text(".empty", "No contacts yet").await?;
    gallery.show("admin-contacts-none", browser).await?;
    browser.click(("main button", "New contact")).await?;
    browser.type_into("#new-contact-first_name", "Vera").await?;
    browser.type_into("#new-contact-emails-0", "nowhere").await?;
    browser.click(("dialog button", "Create")).await?;
    browser.wait_for_text("#new-contact-emails-0-error", "e-mail").await?;
    gallery.show("admin-contact-new", browser).await?;
    browser
        .type_into("#new-contact-emails-0", &format!("{SELECT_ALL}vera.who.writes.often@example.org"))
        .await?;
    browser.type_into("#new-contact-phones-0", "+48 22 123 45 67").await?;
    browser.click(("dialog button", "Create")).await?;
    browser.click("#contact-add-tag").await?;
    browser.type_into("#contact-tag", &format!("{SELECT_ALL}Key account\u{e007}")).await?;
    browser.wait_for_text(".tag", "Key account").await?;
    browser.click("#contact-company-value").await?;
    gallery.show("admin-contact", browser).await?;
    browser.click((".pane-head button", "Merge")).await?;
    browser.find("#contact-search").await?;
    gallery.show("admin-contact-merge", browser).await?;
    browser.click(("dialog button", "Cancel")).await?;
    owner.goes_to("Contacts").await?;
    browser.find(".entry-link").await?;
    gallery.show("admin-contacts", browser).await?;
    owner.goes_to("Fields").await?;
    browser.find(".tag-list .tag").await?;
    gallery.show("admin-fields", browser).await?;
    browser.click(("main button", "New field")).await?;
    browser.click(("dialog button", "Save")).await?;
    browser.wait_for_text("#contact-field-label-error", "Fill this in").await?;
    gallery.show("admin-field-new", browser).await?;
    browser.click(("dialog button", "Cancel")).await?;
    browser.click(".tag-list button").await?;
    browser.find("#tag-name").await?;
    gallery.show("admin-tag", browser).await?;
    browser.click(("dialog button", "Cancel")).await
}

/// Outgoing mail: not set up, with something wrong, and tried in vain with a mail that waits.
async fn mail_pages(owner: &Admin, gallery: &mut Gallery) -> Result<()> {
    let browser = &owner.browser;
    owner.goes_to("Mail").await?;
    browser.wait_for_text(".kept", "Mail isn’t set up yet").await?;
    browser.find(".outbox-counts").await?;
    gallery.show("admin-mail-none", browser).await?;
    browser.type_into("#host", "mail.example").await?;
    browser.click((".segment", "None")).await?;
    browser.click((".part button", "Send a test mail")).await?;
    browser.find("#fault-summary").await?;
    gallery.show("admin-mail-faults", browser).await?;
    browser.type_into("#host", &format!("{SELECT_ALL}127.0.0.1")).await?;
    browser.type_into("#port", &format!("{SELECT_ALL}1")).await?;
    browser.type_into("#sender_address", "chat@shop.example").await?;
    browser.click((".part button", "Send a test mail")).await?;
    browser.wait_for_text(".verdict.bad", "can’t be reached").await?;
    owner.saves().await?;
    owner.goes_to("Agents").await?;
    browser.click(("main button", "New agent")).await?;
    browser.type_into("#new-name", "Celina").await?;
    browser.type_into("#new-email", "celina@example.org").await?;
    browser.click(("dialog button", "Create")).await?;
    browser.wait_for_text("dialog", "Also mailed to celina@example.org").await?;
    gallery.show("admin-invited", browser).await?;
    browser.click(("dialog button", "Close")).await?;
    owner.goes_to("Mail").await?;
    browser.wait_for_text(".mail", "can’t be reached").await?;
    gallery.show("admin-mail", browser).await
}

/// Staff chat: nothing said, whom to write to, a room, and a group. There is a colleague, Celina, already.
async fn team_pages(owner: &Admin, gallery: &mut Gallery) -> Result<()> {
    let browser = &owner.browser;
    owner.goes_to("Team").await?;
    browser.wait_for_text(".empty", "Nothing said yet").await?;
    gallery.show("admin-team-none", browser).await?;
    browser.click((".empty button", "New message")).await?;
    browser.click(("dialog .choice", "Celina")).await?;
    gallery.show("admin-team-new", browser).await?;
    browser.click(("dialog button", "Write")).await?;
    browser.type_into("#composer", "Has anybody watered the ferns?").await?;
    browser.type_into("#composer", ENTER).await?;
    browser.wait_for_text(".message.ours .bubble", "watered").await?;
    browser.type_into("#composer", "And the cactus, which stands in the window?").await?;
    browser.type_into("#composer", ENTER).await?;
    browser.wait_for_text(".message.ours .bubble", "cactus").await?;
    browser.click(".delete-message").await?;
    browser.click(("dialog button", "Delete message")).await?;
    browser.find(".gone-message").await?;
    gallery.show("admin-team-room", browser).await
}

/// Tickets: none, a new one, and one with everything in its thread.
async fn ticket_pages(owner: &Admin, gallery: &mut Gallery) -> Result<()> {
    let browser = &owner.browser;
    owner.goes_to("Tickets").await?;
    browser.wait_for_text(".empty", "No tickets").await?;
    gallery.show("admin-tickets-none", browser).await?;
    browser.click(("main a", "New ticket")).await?;
    browser
        .type_into("#new-text", "It came without leaves, and I would like another one or my money back.")
        .await?;
    browser.click(("form button", "Create ticket")).await?;
    browser.wait_for_text("#new-subject-error", "at least one character").await?;
    gallery.show("admin-ticket-new", browser).await?;
    browser.type_into("#new-subject", "The fern").await?;
    browser.type_into("#new-name", "Vera").await?;
    browser.click(("form button", "Create ticket")).await?;
    browser.wait_for_text("#ticket-title", "The fern").await?;
    browser.type_into("#ticket-text", "Ask the nursery").await?;
    browser.click((".ticket-composer button", "Add note")).await?;
    browser.wait_for_text(".said-box.note", "Ask the nursery").await?;
    gallery.show("admin-ticket", browser).await?;
    browser.click((".reading .pane-head button", "Merge")).await?;
    browser.find("dialog").await?;
    gallery.show("admin-ticket-merge", browser).await?;
    browser.click(("dialog button", "Cancel")).await
}

/// Who is on the site: nobody is shown, nobody is there, and one who is spoken to.
async fn visitor_pages(scene: &mut Scene, owner: &Admin, gallery: &mut Gallery) -> Result<()> {
    let browser = &owner.browser;
    owner.goes_to("Visitors").await?;
    browser.wait_for_text(".empty", "Visitors aren’t shown").await?;
    gallery.show("admin-visitors-off", browser).await?;
    owner.opens_widget("Chat").await?;
    browser.click((".segment", "Everyone’s")).await?;
    owner.saves().await?;
    let vera = scene.visitor().await?;
    owner.goes_to("Visitors").await?;
    browser.find(".row.visit").await?;
    gallery.show("admin-visitors", browser).await?;
    browser.click(".row.visit").await?;
    browser.click("dialog summary").await?;
    gallery.show("admin-visitor", browser).await?;
    browser.click(("dialog button", "Start a chat")).await?;
    browser.find(("dialog button", "Take it back")).await?;
    gallery.show("admin-visitor-invited", browser).await?;
    browser.click(("dialog button", "Take it back")).await?;
    browser.find(("dialog button", "Start a chat")).await?;
    browser.click(("dialog button", "Close")).await?;
    vera.opens_chat().await?;
    vera.fills_in("Sales", "Vera", "vera@example.org").await?;
    vera.waits().await?;
    owner.goes_to("Wall").await?;
    browser.find(".wall-time").await?;
    gallery.show("admin-wall", browser).await?;
    vera.ends().await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_bars_nobody_in_any_look() -> Result<()> {
    play("every_page_bars_nobody", async |scene| {
        let folder = settings::screens_wanted().then(|| settings::output_folder("screens")).transpose()?;
        let mut gallery = Gallery { folder, found: Vec::new() };
        let owner = scene.owner().await?;
        let browser = &owner.browser;
        ticket_pages(&owner, &mut gallery).await?;
        staff_pages(&owner, &mut gallery).await?;
        canned_pages(&owner, &mut gallery).await?;
        ban_pages(&owner, &mut gallery).await?;
        contact_pages(&owner, &mut gallery).await?;
        mail_pages(&owner, &mut gallery).await?;
        visitor_pages(scene, &owner, &mut gallery).await?;
        team_pages(&owner, &mut gallery).await?;
        owner.goes_to("Widgets").await?;
        browser.find(".card-link").await?;
        gallery.show("admin-widgets", browser).await?;
        browser.click(".card-link").await?;
        for chapter in CHAPTERS {
            owner.turns_to(chapter).await?;
            if chapter == "Forms" {
                browser.click((".choices button", "Choice")).await?;
                browser.click((".choices button", "Consent")).await?;
            }
            if chapter == "Invitations" {
                browser.click("#invitation-add").await?;
            }
            gallery.show(&format!("admin-{}", chapter.to_lowercase()), browser).await?;
        }
        browser.click((".save-bar button", "Save")).await?;
        browser.find("#fault-summary").await?;
        gallery.show("admin-faults", browser).await?;
        browser.click((".rail a", "Inbox")).await?;
        browser.find("dialog").await?;
        gallery.show("admin-leaving", browser).await?;
        browser.click(("dialog button", "Discard")).await?;
        browser.gone("dialog").await?;
        browser.click(".account-button").await?;
        browser.click(("#account button", "Your photo")).await?;
        browser.find(".portraits").await?;
        gallery.show("admin-photo", browser).await?;
        ensure!(gallery.found.is_empty(), "found: {:#?}", gallery.found);
        Ok(())
    })
    .await
}

impl Gallery {
    /// Looks at a page in every way, and leaves it wide and light.
    async fn show(&mut self, page: &str, browser: &Browser) -> Result<()> {
        for (look, (width, height), scheme) in LOOKS {
            browser.set_viewport(width, height).await?;
            browser.set_scheme(scheme).await?;
            let barriers = browser.barriers().await?;
            self.found.extend(barriers.into_iter().map(|barrier| format!("{page} {look}: {barrier}")));
            let overflow = "return document.documentElement.scrollWidth > innerWidth";
            if browser.script(overflow, Vec::new()).await? == true {
                self.found.push(format!("{page} {look}: wider than the window"));
            }
            if let Some(folder) = &self.folder {
                browser.picture(&folder.join(format!("{page}-{look}.png"))).await?;
            }
        }
        Ok(())
    }
}
