//! An owner arranges queues and agents at the console, an agent passes a conversation on, and somebody is signed out from
//! afar.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::scene::{Admin, play};

/// Drops a table of this text onto the page.
const DROP: &str = "
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([arguments[0]], 'agents.csv', { type: 'text/csv' }));
    document.querySelector('.drop-zone').dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));";

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_gets_hours_and_rules_and_keeps_them() -> Result<()> {
    play("a_queue_gets_hours", async |scene| {
        let owner = scene.owner().await?;
        let browser = &owner.browser;
        owner.goes_to("Queues").await?;
        browser.click(("main button", "New queue")).await?;
        browser.click(("dialog button", "Create")).await?;
        browser.wait_for_text("#new-name-error", "Fill this in").await?;
        browser.type_into("#new-name", "Returns").await?;
        browser.click(("dialog button", "Create")).await?;
        browser.wait_for_text("#page-title", "Returns").await?;

        browser.click((".part button", "In turn")).await?;
        browser.wait_for_text("[data-list=rules]:nth-child(2)", "In turn").await?;
        browser.click("[data-list=rules]:first-child button[aria-label^=Remove]").await?;
        browser.wait_for_text("[data-list=rules]:first-child", "In turn").await?;
        browser.click("[id='settings.hours']").await?;
        browser.wait_for_text(".open-line", "It is").await?;
        browser.click("[id='settings.hours.week.sat'] button").await?;
        browser.find("[id='settings.hours.week.sat'] input[type=time]").await?;
        owner.saves().await?;

        browser.reload().await?;
        browser.wait_for_text("[data-list=rules]:first-child", "In turn").await?;
        browser.find("[id='settings.hours.week.sat'] input[type=time]").await?;
        browser.gone("[id='settings.hours.week.sun'] input[type=time]").await?;
        owner.is_sound().await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_is_made_signs_up_and_is_signed_out_from_afar() -> Result<()> {
    play("an_agent_is_made", async |scene| {
        let owner = scene.owner().await?;
        let boris = scene.agent("Boris").await?;
        owner.goes_to("Agents").await?;
        owner.browser.wait_for_text("li:nth-child(2) > .entry", "Boris").await?;
        owner.browser.click(("main button", "New agent")).await?;
        owner.browser.type_into("#new-name", "Celina").await?;
        owner.browser.type_into("#new-email", "boris@example.org").await?;
        owner.browser.click(("dialog button", "Create")).await?;
        owner.browser.wait_for_text("#new-email-error", "Another agent").await?;
        owner.browser.type_into("#new-email", ".pl").await?;
        owner.browser.click(("dialog button", "Create")).await?;
        owner.browser.wait_for_text("dialog code", "/console/welcome#").await?;
        owner.browser.click(("dialog button", "Close")).await?;
        owner.browser.wait_for_text("li:nth-child(3) > .entry", "No password yet").await?;

        owner.browser.click((".entry-link", "Boris")).await?;
        owner.browser.wait_for_text("#page-title", "Boris").await?;
        owner.browser.click((".part button", "Sign out everywhere")).await?;
        owner.browser.click(("dialog button", "Sign out everywhere")).await?;
        boris.browser.find("dialog input[type=password]").await?;
        owner.browser.wait_for_text(".part", "Signed in nowhere").await?;
        let complaints = owner.browser.complaints().await?;
        let is_refused = |complaint: &String| complaint.contains("422 (Unprocessable Entity)");
        ensure!(complaints.iter().all(is_refused), "more than the taken address: {complaints:#?}");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_agents_is_looked_through_before_any_is_made() -> Result<()> {
    play("a_table_of_agents", async |scene| {
        let owner = scene.owner().await?;
        let browser = &owner.browser;
        owner.goes_to("Agents").await?;
        browser.click(("main a", "Import")).await?;
        browser.wait_for_text("#page-title", "Import agents").await?;
        drops(&owner, "name;email;role\nOlga;olga@shop;boss\n").await?;
        browser.wait_for_text("#import-faults", "2 things are wrong").await?;
        drops(&owner, "name,email\nOlga,olga@shop.example\nPiotr,piotr@shop.example\n").await?;
        browser.click((".import-step button", "Create 2 agents")).await?;
        browser.wait_for_text("#import-created", "2 agents created").await?;
        browser.find((".session", "olga@shop.example")).await?;
        owner.is_sound().await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_passed_on_and_its_giver_sees_no_more() -> Result<()> {
    play("a_conversation_is_passed_on", async |scene| {
        let anna = scene.agent("Anna").await?;
        let boris = scene.agent("Boris").await?;
        let visitor = scene.visitor().await?;
        visitor.opens_chat().await?;
        visitor.fills_in("Sales", "Vera", "vera@example.org").await?;
        visitor.waits().await?;
        anna.sees_waiting("Vera").await?;
        anna.open("Vera").await?;
        anna.take().await?;
        anna.browser.click("[popovertarget=conversation-menu]").await?;
        anna.browser.click(("#conversation-menu button", "Transfer")).await?;
        anna.browser.type_into("#passing-search", "bor").await?;
        anna.browser.click((".choice", "Boris")).await?;
        anna.browser.wait_for_text(".conversation", "You passed this conversation on").await?;
        boris.has("Vera").await?;
        boris.open("Vera").await?;
        boris.says("Hello from Boris").await?;
        visitor.reads(&["Hello from Boris"]).await?;
        anna.is_sound().await?;
        boris.is_sound().await
    })
    .await
}

async fn drops(admin: &Admin, table: &str) -> Result<()> {
    admin.browser.find(".drop-zone").await?;
    admin.browser.script(DROP, vec![json!(table)]).await.map(drop)
}
