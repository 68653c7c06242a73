//! The answers that are compiled in, so that the program works when it is moved away from its sources.
//!
//! A test fails when the list and `kb_index/articles/` differ, and prints the list as it should be.

use std::sync::LazyLock;

use super::article_file;
use super::recording_file::RecordingEntry;
use crate::domain::article::Article;
use crate::domain::recording::Recording;
use crate::wire::request::ArticleDraft;

macro_rules! article_files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/kb_index/articles/", $name)))),*]
    };
}

/// Name and text of each file.
const FILES: &[(&str, &str)] = article_files![
    "address-change-in-transit.en.md",
    "address-change-in-transit.zh-CN.md",
    "address-change-unshipped.en.md",
    "address-change-unshipped.zh-CN.md",
    "app-wont-connect.en.md",
    "app-wont-connect.zh-CN.md",
    "book-installation.en.md",
    "book-installation.zh-CN.md",
    "box-damaged-accept.en.md",
    "box-damaged-accept.zh-CN.md",
    "business-and-bulk.en.md",
    "business-and-bulk.zh-CN.md",
    "cancel-shipped.en.md",
    "cancel-shipped.zh-CN.md",
    "cancel-unshipped.en.md",
    "cancel-unshipped.zh-CN.md",
    "charged-twice.en.md",
    "charged-twice.zh-CN.md",
    "coupon-not-applied.en.md",
    "coupon-not-applied.zh-CN.md",
    "dehumidifier-no-water.en.md",
    "dehumidifier-no-water.zh-CN.md",
    "delivery-attempt-failed.en.md",
    "delivery-attempt-failed.zh-CN.md",
    "delivery-time-change.en.md",
    "delivery-time-change.zh-CN.md",
    "exchange-faulty.en.md",
    "exchange-faulty.zh-CN.md",
    "exchange-model.en.md",
    "exchange-model.zh-CN.md",
    "filter-lifetime.en.md",
    "filter-lifetime.zh-CN.md",
    "filter-light-reset.en.md",
    "filter-light-reset.zh-CN.md",
    "filter-which-fits.en.md",
    "filter-which-fits.zh-CN.md",
    "installation-fees.en.md",
    "installation-fees.zh-CN.md",
    "installer-no-show.en.md",
    "installer-no-show.zh-CN.md",
    "invoice-request.en.md",
    "invoice-request.zh-CN.md",
    "invoice-vat-special.en.md",
    "invoice-vat-special.zh-CN.md",
    "invoice-wrong-title.en.md",
    "invoice-wrong-title.zh-CN.md",
    "kettle-leak.en.md",
    "kettle-leak.zh-CN.md",
    "left-at-pickup-point.en.md",
    "left-at-pickup-point.zh-CN.md",
    "membership-level.en.md",
    "membership-level.zh-CN.md",
    "missing-item.en.md",
    "missing-item.zh-CN.md",
    "need-it-sooner.en.md",
    "need-it-sooner.zh-CN.md",
    "no-tracking-number.en.md",
    "no-tracking-number.zh-CN.md",
    "noisy-machine.en.md",
    "noisy-machine.zh-CN.md",
    "not-dispatched-yet.en.md",
    "not-dispatched-yet.zh-CN.md",
    "paid-no-order.en.md",
    "paid-no-order.zh-CN.md",
    "parcel-not-arrived.en.md",
    "parcel-not-arrived.zh-CN.md",
    "payment-fails.en.md",
    "payment-fails.zh-CN.md",
    "phone-number-changed.en.md",
    "phone-number-changed.zh-CN.md",
    "points-missing.en.md",
    "points-missing.zh-CN.md",
    "price-dropped.en.md",
    "price-dropped.zh-CN.md",
    "purifier-error-e4.en.md",
    "purifier-error-e4.zh-CN.md",
    "purifier-smell.en.md",
    "purifier-smell.zh-CN.md",
    "refund-not-arrived.en.md",
    "refund-not-arrived.zh-CN.md",
    "repair-taking-long.en.md",
    "repair-taking-long.zh-CN.md",
    "return-changed-mind.en.md",
    "return-changed-mind.zh-CN.md",
    "return-faulty.en.md",
    "return-faulty.zh-CN.md",
    "return-pickup-missed.en.md",
    "return-pickup-missed.zh-CN.md",
    "return-postage.en.md",
    "return-postage.zh-CN.md",
    "rice-undercooked.en.md",
    "rice-undercooked.zh-CN.md",
    "rude-agent.en.md",
    "rude-agent.zh-CN.md",
    "send-for-repair.en.md",
    "send-for-repair.zh-CN.md",
    "signed-not-received.en.md",
    "signed-not-received.zh-CN.md",
    "spare-part-order.en.md",
    "spare-part-order.zh-CN.md",
    "stop-marketing.en.md",
    "stop-marketing.zh-CN.md",
    "threatens-escalation.en.md",
    "threatens-escalation.zh-CN.md",
    "tracking-not-moving.en.md",
    "tracking-not-moving.zh-CN.md",
    "trade-in.en.md",
    "trade-in.zh-CN.md",
    "transit-damage.en.md",
    "transit-damage.zh-CN.md",
    "vacuum-gets-stuck.en.md",
    "vacuum-gets-stuck.zh-CN.md",
    "vacuum-not-charging.en.md",
    "vacuum-not-charging.zh-CN.md",
    "wants-compensation.en.md",
    "wants-compensation.zh-CN.md",
    "warranty-period.en.md",
    "warranty-period.zh-CN.md",
    "washer-shaking.en.md",
    "washer-shaking.zh-CN.md",
    "water-filter-leak.en.md",
    "water-filter-leak.zh-CN.md",
    "wrong-item.en.md",
    "wrong-item.zh-CN.md",
];

macro_rules! recording_files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/kb_index/recordings/", $name)))),*]
    };
}

/// Name and bytes of each recording; a machine speaks in all of them.
pub const RECORDINGS: &[(&str, &[u8])] = recording_files![
    "parcel-promise.en.wav",
    "parcel-promise.zh-CN.flac",
    "parcel-sorry.en.mp3",
    "parcel-sorry.zh-CN.ogg",
];

/// The answers in a language ("zh-CN", "en"), or in all if it is empty. Their version is 1, their last change the epoch.
pub fn built_in(lang: &str) -> Vec<Article> {
    static ALL: LazyLock<Vec<Article>> = LazyLock::new(|| FILES.iter().filter_map(read).collect());
    ALL.iter().filter(|article| lang.is_empty() || article.lang == lang).cloned().collect()
}

fn read((name, text): &(&str, &str)) -> Option<Article> {
    let file = article_file::read(name, text).inspect_err(|error| tracing::error!(%error, "answer left out")).ok()?;
    let recordings = file.recordings.iter().filter_map(recording).collect();
    Some(article_file::unpublished(ArticleDraft { recordings, ..file.draft }))
}

fn recording(entry: &RecordingEntry) -> Option<Recording> {
    let (_, bytes) = RECORDINGS.iter().find(|(name, _)| entry.file.ends_with(name))?;
    entry.resolved(bytes).inspect_err(|error| tracing::error!(%error, "recording left out")).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use super::*;

    #[test]
    fn every_answer_of_the_folder_is_compiled_in() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/kb_index/articles");
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let there: BTreeSet<String> = names.collect();
        let listed: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
        assert!(there.iter().eq(&listed), "the list in src/knowledge/built_in.rs should be:\n{there:#?}");
    }

    #[test]
    fn every_compiled_in_answer_can_be_read() {
        for (name, text) in FILES {
            article_file::parse(name, text).unwrap();
        }
        assert_eq!(built_in("").len(), FILES.len());
    }

    #[test]
    fn every_recording_of_the_folder_is_compiled_in_and_small() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/kb_index/recordings");
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let there: BTreeSet<String> = names.collect();
        assert!(there.iter().eq(RECORDINGS.iter().map(|(name, _)| *name)), "{there:?}");
        assert!(RECORDINGS.iter().all(|(_, bytes)| bytes.len() <= 60_000));
        let told: Vec<Recording> = built_in("").into_iter().flat_map(|article| article.recordings).collect();
        assert_eq!(told.len(), RECORDINGS.len());
        assert!(told.iter().all(|recording| recording.synthesised), "a machine speaks, and that is said");
    }

    #[test]
    fn both_languages_have_at_least_forty_answers_with_six_phrasings() {
        for lang in ["zh-CN", "en"] {
            let articles = built_in(lang);
            assert!(articles.len() >= 40, "{lang}: {}", articles.len());
            for article in articles {
                assert!(article.phrasings.len() >= 6, "{}", article.id);
            }
        }
    }
}
