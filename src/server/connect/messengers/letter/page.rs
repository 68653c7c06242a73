//! The letter as a page: tables with their styles beside them and bars made of cells, so that it reads in any mail program,
//! without pictures and without a style sheet.

use std::fmt::Write as _;

use super::{Entry, Section, Sheet};

const BODY: &str = "margin:0;padding:16px;font-family:sans-serif;font-size:14px;color:#1c2733;background:#ffffff";
const TABLE: &str = "border-collapse:collapse;width:100%;max-width:760px;margin:0 0 20px";
const HEAD: &str = "text-align:left;padding:4px 8px;border-bottom:2px solid #c8d1da;color:#5b6b7a;font-weight:normal";
const CELL: &str = "padding:6px 8px;border-top:1px solid #e4e9ee;vertical-align:top";
const NUMBER: &str =
    "padding:6px 8px;border-top:1px solid #e4e9ee;vertical-align:top;text-align:right;white-space:nowrap";
const SMALL: &str = "padding:0 8px 8px;color:#5b6b7a;font-size:12px";
const NOTE: &str = "margin:0 0 6px;color:#5b6b7a;font-size:12px;max-width:760px";
const BAR: &str = "#2f6fb5";

/// The page.
pub(super) fn html(sheet: &Sheet) -> String {
    let sections: String = sheet.sections.iter().map(|section| table(sheet, section)).collect();
    let contacts: String = sheet.contacts.iter().map(|(figure, means)| figure_with_meaning(figure, means)).collect();
    let notes = each(&sheet.notes, |note| format!("<p style=\"{NOTE}\">{}</p>\n", safe(note)));
    let (lang, subject, period) = (safe(&sheet.lang), safe(&sheet.subject), safe(&sheet.period));
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head><meta charset=\"utf-8\"><title>{subject}</title></head>\n\
         <body style=\"{BODY}\">\n<h1 style=\"font-size:20px;margin:0 0 4px\">{subject}</h1>\n\
         <p style=\"{NOTE}\">{period}</p>\n{sections}{contacts}{notes}</body>\n</html>\n"
    )
}

fn figure_with_meaning(figure: &str, means: &str) -> String {
    format!("<p style=\"margin:0\"><strong>{}</strong></p>\n<p style=\"{NOTE}\">{}</p>\n", safe(figure), safe(means))
}

fn table(sheet: &Sheet, section: &Section) -> String {
    let heads = each(&sheet.columns, |name| format!("<th style=\"{HEAD}\">{}</th>", safe(name)));
    let rows: String = section.causes.iter().map(|cause| rows(sheet, cause)).collect();
    let nothing = format!("<tr><td colspan=\"6\" style=\"{CELL}\">{}</td></tr>\n", safe(&sheet.nothing));
    let rows = if section.causes.is_empty() { nothing } else { rows };
    format!(
        "<h2 style=\"font-size:15px;margin:16px 0 6px\">{}</h2>\n<table style=\"{TABLE}\">\n<tr>{heads}</tr>\n{rows}</table>\n",
        safe(&section.summary)
    )
}

fn rows(sheet: &Sheet, cause: &Entry) -> String {
    let cells = each(&cause.cells, |cell| format!("<td style=\"{NUMBER}\">{}</td>", safe(cell)));
    let mut rows = format!("<tr><td style=\"{CELL}\">{}{}</td>{cells}</tr>\n", safe(&cause.name), bar(cause.percent));
    if cause.samples.is_empty() {
        return rows;
    }
    let link = |(ticket, at): &(String, String)| format!("<a href=\"{}\">{}</a>", safe(at), safe(ticket));
    let samples: Vec<String> = cause.samples.iter().map(link).collect();
    let said = (safe(&sheet.samples), samples.join(" · "));
    let _ = writeln!(rows, "<tr><td colspan=\"6\" style=\"{SMALL}\">{}: {}</td></tr>", said.0, said.1);
    rows
}

fn each(texts: &[String], written: impl Fn(&String) -> String) -> String {
    texts.iter().map(written).collect()
}

/// A bar of two cells; mail programs that know no widths show none.
fn bar(percent: u32) -> String {
    let filled = percent.clamp(1, 99);
    format!(
        "<table style=\"border-collapse:collapse;width:200px;margin:4px 0 0\"><tr>\
         <td style=\"background:{BAR};height:8px;width:{filled}%;padding:0;font-size:0\">&nbsp;</td>\
         <td style=\"background:#e4e9ee;height:8px;padding:0;font-size:0\">&nbsp;</td></tr></table>"
    )
}

/// A text as a page shows it, whoever wrote it.
fn safe(text: &str) -> String {
    let escaped = |letter: char| match letter {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\'' => "&#39;".to_owned(),
        other => other.to_string(),
    };
    text.chars().map(escaped).collect()
}
