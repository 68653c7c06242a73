//! The letter about root causes (M5): the figures of a month in words, for a department or for all, as plain text and as a page.

mod page;
mod words;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

pub use self::words::{Letters, Words};

use crate::domain::notice::Letter;
use crate::domain::root_cause::Department;
use crate::domain::root_cause::report::{
    COMES_AGAIN_DAYS, CauseFigures, ContactFigures, DepartmentFigures, RootCauseReport, Sample, part,
};

/// Who reads a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader<'a> {
    /// A department, in its language, about its own causes.
    Department(&'a Department),
    /// Whoever answers for all of them, in this language ("zh-CN", "en").
    All(&'a str),
}

impl Reader<'_> {
    /// The language they read.
    pub fn lang(&self) -> &str {
        match self {
            Self::Department(department) => &department.lang,
            Self::All(lang) => lang,
        }
    }
}

/// What a letter says, not yet laid out.
struct Sheet {
    lang: String,
    subject: String,
    period: String,
    /// Headings of the columns, where there are any: cause, tickets, share, change, median, reopened.
    columns: [String; 6],
    sections: Vec<Section>,
    samples: String,
    nothing: String,
    /// A figure, and what it means.
    contacts: [(String, String); 2],
    /// What the other figures mean, and who sends this.
    notes: Vec<String>,
}

struct Section {
    summary: String,
    causes: Vec<Entry>,
}

/// A cause of a section.
struct Entry {
    name: String,
    /// In one line.
    figures: String,
    /// One for each column after the name.
    cells: [String; 5],
    /// Of the tickets of the month, in percent, 0 to 100.
    percent: u32,
    /// What a ticket is about, and where it can be looked at.
    samples: Vec<(String, String)>,
}

/// The letter for a reader; `base` is where tickets can be looked at.
pub fn write(report: &RootCauseReport, reader: &Reader<'_>, words: &Words, base: &str) -> Letter {
    let sheet = Writer { report, words, lang: reader.lang(), base }.sheet(reader);
    Letter { text: text(&sheet), html: Some(page::html(&sheet)), subject: sheet.subject }
}

fn text(sheet: &Sheet) -> String {
    let mut lines = vec![sheet.subject.clone(), sheet.period.clone(), String::new()];
    for section in &sheet.sections {
        lines.extend([section.summary.clone(), String::new()]);
        if section.causes.is_empty() {
            lines.extend([format!("  {}", sheet.nothing), String::new()]);
        }
        for (place, cause) in section.causes.iter().enumerate() {
            lines.push(format!("{}. {}", place + 1, cause.name));
            lines.push(format!("   {}", cause.figures));
            lines.extend(cause.samples.iter().map(|(ticket, link)| format!("   - {ticket}  {link}")));
            lines.push(String::new());
        }
    }
    for (figure, means) in &sheet.contacts {
        lines.extend([figure.clone(), format!("  {means}")]);
    }
    lines.extend(sheet.notes.iter().cloned());
    lines.join("\n")
}

struct Writer<'a> {
    report: &'a RootCauseReport,
    words: &'a Words,
    lang: &'a str,
    base: &'a str,
}

impl Writer<'_> {
    fn sheet(&self, reader: &Reader<'_>) -> Sheet {
        let said = |key: &str| self.words.say(key, &[]);
        let month = ("month", self.report.month.to_string());
        let subject = match reader {
            Reader::Department(owner) => self.words.say("subject", &[month, ("department", self.named(owner))]),
            Reader::All(_) => self.words.say("subject_all", &[month]),
        };
        Sheet {
            lang: self.lang.to_owned(),
            subject,
            period: self.period(),
            columns: ["cause", "tickets", "share", "change", "median", "reopened"].map(said),
            sections: self.sections(reader),
            samples: said("samples"),
            nothing: said("nothing"),
            contacts: self.contacts(),
            notes: ["median_means", "reopened_means", "foot"].map(said).into(),
        }
    }

    fn named(&self, owner: &Department) -> String {
        if self.lang == "en" { owner.en.clone() } else { owner.zh.clone() }
    }

    fn period(&self) -> String {
        let zone: Tz = self.report.zone.parse().unwrap_or(Tz::UTC);
        let (from, to) = self.report.month.bounds(zone);
        let day = |at: DateTime<Utc>| at.with_timezone(&zone).format("%Y-%m-%d").to_string();
        let last = day(to - TimeDelta::seconds(1));
        self.words.say("period", &[("from", day(from)), ("to", last), ("zone", self.report.zone.clone())])
    }

    fn sections(&self, reader: &Reader<'_>) -> Vec<Section> {
        let of = |id: &str| self.report.department(id).map(|figures| self.section_of(figures));
        match reader {
            Reader::Department(owner) => of(&owner.id).into_iter().collect(),
            Reader::All(_) => {
                let each = self.report.departments.iter().map(|figures| self.section_of(figures));
                std::iter::once(self.section_of_all()).chain(each).collect()
            }
        }
    }

    fn section_of_all(&self) -> Section {
        let RootCauseReport { total, before, .. } = self.report;
        let fields =
            [("total", total.to_string()), ("before", before.to_string()), ("change", change(*total, *before))];
        Section { summary: self.words.say("summary_all", &fields), causes: self.entries(None) }
    }

    fn section_of(&self, figures: &DepartmentFigures) -> Section {
        let DepartmentFigures { count, before, .. } = figures;
        let fields = [
            ("department", figures.name(self.lang).to_owned()),
            ("count", count.to_string()),
            ("total", self.report.total.to_string()),
            ("share", percent(part(*count, self.report.total))),
            ("before", before.to_string()),
            ("change", change(*count, *before)),
        ];
        Section { summary: self.words.say("summary", &fields), causes: self.entries(Some(&figures.department)) }
    }

    fn entries(&self, department: Option<&str>) -> Vec<Entry> {
        self.report.top(department).map(|cause| self.entry(cause)).collect()
    }

    fn entry(&self, cause: &CauseFigures) -> Entry {
        let CauseFigures { count, before, .. } = cause;
        let median = cause.median_s.map_or_else(|| "–".to_owned(), |seconds| self.length(seconds));
        let (share, reopened) = (percent(cause.share), percent(cause.reopen_rate));
        let fields = [
            ("count", count.to_string()),
            ("share", share.clone()),
            ("before", before.to_string()),
            ("change", change(*count, *before)),
            ("median", median.clone()),
            ("reopened", reopened.clone()),
        ];
        Entry {
            name: cause.path(self.lang),
            figures: self.words.say("figures", &fields),
            cells: [count.to_string(), share, change(*count, *before), median, reopened],
            percent: (cause.share * 100.0).round() as u32,
            samples: cause.samples.iter().map(|sample| self.sample(sample)).collect(),
        }
    }

    fn sample(&self, sample: &Sample) -> (String, String) {
        let Sample { ticket, number, subject } = sample;
        (format!("{number} {subject}"), format!("{}/tickets/{ticket}", self.base))
    }

    fn contacts(&self) -> [(String, String); 2] {
        let ContactFigures { solved, first_contact, came_again } = self.report.contacts;
        let figure = |key: &str, count: u64| {
            let fields =
                [("share", percent(part(count, solved))), ("count", count.to_string()), ("total", solved.to_string())];
            self.words.say(key, &fields)
        };
        let means = |key: &str| self.words.say(key, &[("days", COMES_AGAIN_DAYS.to_string())]);
        [
            (figure("first_contact", first_contact), means("first_contact_means")),
            (figure("came_again", came_again), means("came_again_means")),
        ]
    }

    /// "45 min", "5 h 12 min", "3 d 4 h".
    fn length(&self, seconds: u64) -> String {
        let (day, hour, minute) =
            (self.words.say("day", &[]), self.words.say("hour", &[]), self.words.say("minute", &[]));
        let minutes = seconds / 60;
        match minutes {
            0..60 => format!("{minutes} {minute}"),
            60..2880 => format!("{} {hour} {:02} {minute}", minutes / 60, minutes % 60),
            _ => format!("{} {day} {} {hour}", minutes / 1440, minutes % 1440 / 60),
        }
    }
}

fn percent(part: f64) -> String {
    format!("{:.1}%", part * 100.0)
}

fn change(count: u64, before: u64) -> String {
    match count as i64 - before as i64 {
        0 => "±0".to_owned(),
        more => format!("{more:+}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::Month;
    use crate::domain::root_cause::Catalogue;
    use crate::domain::root_cause::report::Tally;

    fn report() -> RootCauseReport {
        let tally = |cause: &str, count, before, median_s| Tally {
            root_cause: cause.into(),
            count,
            before,
            reopened: 1,
            median_s: Some(median_s),
        };
        let tallies = [tally("courier_lost", 12, 8, 18_720), tally("product_quality", 4, 4, 2_700)];
        let contacts = ContactFigures { solved: 16, first_contact: 12, came_again: 2 };
        let month = Month::parse("2026-01").unwrap();
        let mut report = RootCauseReport::of(month, Tz::Asia__Shanghai, &tallies, contacts, Catalogue::built_in());
        let subject = "快递<b>丢</b>了 & 回电 13812345678".to_owned();
        report.sampled(&"courier_lost".into(), vec![Sample { ticket: "t1".into(), number: 10_482, subject }]);
        report
    }

    fn letter(lang: &str, department: Option<&str>) -> Letter {
        let owner = Catalogue::built_in().departments().into_iter().find(|owner| Some(owner.id.as_str()) == department);
        let owner = owner.map(|owner| Department { lang: lang.to_owned(), ..owner });
        let reader = owner.as_ref().map_or(Reader::All(lang), Reader::Department);
        write(&report(), &reader, Letters::built_in().of(lang), "https://desk.example.com")
    }

    #[test]
    fn a_department_reads_its_own_causes_in_its_language() {
        let chinese = letter("zh-CN", Some("logistics"));
        assert_eq!(chinese.subject, "2026-01 根因 TOP 5：物流部");
        for said in [
            "2026-01-01 至 2026-01-31（Asia/Shanghai）",
            "物流部：本月 12 张工单，占全部 16 张的 75.0%；上月 8 张（+4）",
            "1. 快递 › 快递员丢件",
            "12 张 · 占比 75.0% · 上月 8（+4）· 解决用时中位数 5 小时 12 分钟 · 重开率 8.3%",
            "https://desk.example.com/tickets/t1",
            "一次解决率：75.0%（16 张中 12 张）",
        ] {
            assert!(chinese.text.contains(said), "{said}\n{}", chinese.text);
        }
        let english = letter("en", Some("logistics"));
        for said in
            ["Delivery › Lost by the courier", "median to resolve 5 h 12 min", "Repeat contacts: 12.5% (2 of 16)"]
        {
            assert!(english.text.contains(said), "{said}\n{}", english.text);
        }
        assert!(!english.text.contains("Product fault"), "that is another department's");
        let all = letter("en", None).text;
        for said in ["All departments: 16 tickets", "Quality: 4 tickets", "(±0)", "45 min"] {
            assert!(all.contains(said), "{said}\n{all}");
        }
    }

    #[test]
    fn the_page_says_the_same_without_pictures_and_takes_no_markup_from_customers() {
        let Letter { html: Some(page), .. } = letter("en", Some("logistics")) else { panic!("a page") };
        assert!(page.starts_with("<!doctype html>") && page.contains("lang=\"en\""), "{page}");
        assert!(!page.contains("<img") && !page.contains("<b>丢") && !page.contains("<script"), "{page}");
        for said in [
            "快递&lt;b&gt;丢&lt;/b&gt;了 &amp; 回电 138****5678",
            "75.0%",
            "href=\"https://desk.example.com/tickets/t1\"",
        ] {
            assert!(page.contains(said), "{said}\n{page}");
        }
    }
}
