//! `/preview/{key}`: a quiet page with the real loader, the real document and the real app, over settings that nobody has
//! saved. In place of the server stands a line that plays each state. Only the session that made the draft sees it.

pub mod drafts;

mod state;

use super::auth::AgentSession;
use super::loader::{self, Place};
use super::widget::page::{self, View};
use super::widget::{Wish, policy_for, words};
use super::{error_page, headers};
use crate::App;
use crate::error::Error;
use crate::site::Derived;
use crate::store::widgets::Widget;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, RawQuery, State as Of};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Deserialize;
use shared::file::FILE_BYTES;
use shared::ids::WidgetId;
use shared::preview::State;
use shared::problem::Code;
use shared::settings::LANGUAGES;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What an owner's strict page would allow, and no more; the console alone may show it.
const OUTSIDE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; \
    require-trusted-types-for 'script'; trusted-types 'none'";

/// What the address says.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    state: State,
    lang: Option<String>,
    scheme: Option<String>,
    /// Which invitation is to be seen.
    invitation: Option<String>,
}

type Question = Result<Query<Asked>, QueryRejection>;
type Session = Result<AgentSession, Error>;

/// A draft in one of its states.
struct Preview {
    site: Arc<Derived>,
    widget: Widget,
    state: State,
    wish: Wish,
    lang: String,
    samples: BTreeMap<String, String>,
}

/// `GET /preview/{key}`: the page around the widget.
pub async fn outside(
    Of(app): Of<Arc<App>>,
    Path(key): Path<String>,
    session: Session,
    question: Question,
    headers: HeaderMap,
) -> Response {
    let page = Preview::of(&app, &key, session, question, &headers).and_then(|preview| preview.outside(&key));
    page.unwrap_or_else(|error| error_page::answer(&app, error))
}

/// `GET /preview/{key}/widget`: the document inside the iframe.
pub async fn inside(
    Of(app): Of<Arc<App>>,
    Path(key): Path<String>,
    session: Session,
    question: Question,
    headers: HeaderMap,
) -> Response {
    let page = async {
        let preview = Preview::of(&app, &key, session, question, &headers)?;
        preview.inside(&app).await
    };
    page.await.unwrap_or_else(|error| error_page::answer(&app, error))
}

/// `GET /preview/{key}/w.js`: its loader.
pub async fn script(
    Of(app): Of<Arc<App>>,
    Path(key): Path<String>,
    session: Session,
    question: Question,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let preview = Preview::of(&app, &key, session, question, &headers)?;
    let frame = format!("/preview/{key}/widget?{}", query.unwrap_or_default());
    let script = loader::render(&app.site, &preview.widget, &Place { frame, is_public: false })?;
    let kind = HeaderValue::from_static("text/javascript; charset=utf-8");
    let never = HeaderValue::from_static("no-store");
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, never)], script).into_response())
}

impl Preview {
    fn of(
        app: &App,
        key: &str,
        session: Session,
        question: Question,
        headers: &HeaderMap,
    ) -> Result<Self, Error> {
        let gone = || Error::refuse(Code::NotFound, "This preview has run out. The console makes a new one.");
        let set = app.drafts.get(key, &session?.session_hash, app.clock.now()).ok_or_else(gone)?;
        let Ok(Query(Asked { state, lang, scheme, invitation })) = question else {
            return Err(Error::refuse(Code::Malformed, "There is no such state to show."));
        };
        let site = app.site.derived()?;
        let wish = Wish { lang, scheme };
        let id = WidgetId(format!("preview-{key}"));
        let mut widget = Widget { id, version: 0, name: set.name, sites: Vec::new(), settings: set.settings };
        widget.settings.languages.retain(|lang| LANGUAGES.contains(&lang.as_str()));
        let lang = wish.lang(&widget, headers).to_owned();
        let samples = words::samples(&site, &lang)?;
        widget.settings = state::settings(state, widget.settings, invitation.as_deref(), &samples);
        Ok(Self { site, widget, state, wish, lang, samples })
    }

    fn outside(&self, key: &str) -> Result<Response, Error> {
        let scheme = self.wish.scheme(&self.widget);
        let html = self.site.render(
            "preview",
            context! {
                lang => &self.lang,
                dir => page::direction(&self.lang),
                scheme => Value::from(Serde(scheme)),
                state => self.state.word(),
                invitation => self.widget.settings.invitations.first().map(|one| one.id.as_str()),
                open => self.state.is_open(),
                widget => self.widget.id.as_str(),
                name => &self.widget.name,
                key,
                assets => self.site.assets(),
            },
        )?;
        Ok(headers::page(StatusCode::OK, OUTSIDE_POLICY, html))
    }

    async fn inside(self, app: &App) -> Result<Response, Error> {
        let (topics, notices) = app.store.topics_with_notices(app.clock.now(), &self.lang).await?;
        let topics = state::topics(self.state, topics, &self.samples);
        let line = self.site.address("widget/preview.js")?;
        let scheme = self.wish.scheme(&self.widget);
        let view =
            View { lang: &self.lang, line: Some(line), scheme, file_bytes: FILE_BYTES, notices: &notices };
        let page = page::render(&self.site, &self.widget, topics, &view)?;
        Ok(headers::page(StatusCode::OK, &policy_for(app, "'self'", &page.styles), page.html))
    }
}
