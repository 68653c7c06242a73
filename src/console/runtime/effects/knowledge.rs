//! What searches taught, asked for by leads; answers begun in a file.

use std::fs;
use std::io;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::Effects;
use crate::console::app::message::Answer;
use crate::console::app::model::gap::LISTED;
use crate::console::app::{Msg, RequestId};
use crate::console::runtime::event_loop::Arrival;
use crate::domain::gap::Gap;
use crate::domain::ids::MediaHash;
use crate::knowledge::article_draft;
use crate::wire::page::PageRequest;

/// Phrasings asked for: a lead decides on the first of them, then there are fewer.
const ROWS: u32 = 100;

impl Effects {
    pub(super) fn fetch_phrasings(&self, request: RequestId) {
        let api = self.api.clone();
        let asked = async move { api.phrasing_cases(&first(ROWS)).await.map(|page| page.items) };
        self.ask(asked, move |result| Answer::Phrasings { request, result });
    }

    pub(super) fn fetch_gaps(&self, request: RequestId) {
        let api = self.api.clone();
        let asked = async move { api.gaps(&first(LISTED)).await.map(|page| page.items) };
        self.ask(asked, move |result| Answer::Gaps { request, result });
    }

    /// Plays a recording, beside the loop.
    pub(super) fn play_recording(&mut self, request: RequestId, media: MediaHash) {
        let (means, api, to) = (self.tools.player.means(), self.api.clone(), self.to.clone());
        self.tools.player.put_on(async move {
            let tell = |answer| {
                let _ = to.send(Arrival::Msg(Msg::Answer(answer)));
            };
            let result = means.play(&api, &media, || tell(Answer::RecordingBegun { request })).await;
            tell(Answer::RecordingEnded { request, result });
        });
    }

    /// Writes the beginning of an answer, beside the loop.
    pub(super) fn draft_article(&self, gap: Gap, now: DateTime<Utc>) {
        let (to, folder) = (self.to.clone(), self.tools.drafts.clone());
        tokio::task::spawn_blocking(move || {
            let result = match folder {
                Some(folder) => begin(&folder, &gap, now).map_err(|error| format!("{}: {error}", folder.display())),
                None => Err("no home folder is known".to_owned()),
            };
            let _ = to.send(Arrival::Msg(Msg::Answer(Answer::ArticleDrafted { result })));
        });
    }
}

fn first(rows: u32) -> PageRequest {
    PageRequest { limit: Some(rows), cursor: None }
}

/// One that was begun before is left as it is.
fn begin(folder: &Path, gap: &Gap, now: DateTime<Utc>) -> io::Result<String> {
    fs::create_dir_all(folder)?;
    let draft = article_draft::of_gap(gap, now);
    let path = folder.join(format!("{}.md", draft.id));
    if !path.exists() {
        fs::write(&path, article_draft::written(&draft))?;
    }
    Ok(path.display().to_string())
}
