//! The words of the demo world: people, places, goods, and what callers say, one file a language.

use std::collections::BTreeMap;

use anyhow::Context;
use serde::Deserialize;

use crate::domain::phone::Region;

/// Everything that has a name or a text in the demo world.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    /// "zh-CN" or "en".
    pub lang: String,
    /// ISO 4217.
    pub currency: String,
    /// Whose numbering plan the numbers follow (ISO 3166).
    pub country: String,
    /// "+86".
    pub calling_code: String,
    /// First digits of mobile numbers.
    pub mobile_prefixes: Vec<String>,
    /// Digits of a national mobile number.
    pub mobile_digits: usize,
    /// Domains of made-up e-mail addresses.
    pub email_domains: Vec<String>,
    /// How a name is put together.
    pub name_order: NameOrder,
    /// Family names.
    pub surnames: Vec<String>,
    /// Given names.
    pub given_names_male: Vec<String>,
    /// Given names.
    pub given_names_female: Vec<String>,
    /// Companies that buy.
    pub companies: Vec<String>,
    /// Labels of numbers; the first is a mobile's.
    pub phone_labels: Vec<String>,
    /// Stages of a relation.
    pub stages: Vec<String>,
    /// What stands in the way.
    pub obstacles: Vec<String>,
    /// What a ticket waits for.
    pub pending_reasons: Vec<String>,
    /// What agents write beside the root cause "other".
    pub root_cause_notes: Vec<String>,
    /// Sales regions.
    #[serde(rename = "region")]
    pub regions: Vec<Named>,
    /// Where customers live.
    #[serde(rename = "city")]
    pub cities: Vec<City>,
    /// How an address is written.
    pub address: AddressForm,
    /// What is sold.
    #[serde(rename = "product")]
    pub products: Vec<Product>,
    /// Who delivers.
    #[serde(rename = "courier")]
    pub couriers: Vec<Courier>,
    /// Queues of tickets.
    #[serde(rename = "queue")]
    pub queues: Vec<Named>,
    /// Who answers the phone; the first is whose desk the demo opens.
    #[serde(rename = "agent")]
    pub agents: Vec<Person>,
    /// Who watches the queue.
    #[serde(rename = "lead")]
    pub leads: Vec<Person>,
    /// Who answers for the operation.
    pub director: Person,
    /// Who sets the system up.
    pub admin: Person,
    /// Couriers' texts by the state they lead to.
    pub scans: BTreeMap<String, Vec<String>>,
    /// Texts of the data flow by department.
    pub flow: BTreeMap<String, Vec<String>>,
    /// Texts to customers and among colleagues.
    pub texts: Texts,
    /// A line of a finished call, by how it went.
    pub calls: Calls,
    /// Pictures that customers sent.
    #[serde(rename = "media")]
    pub pictures: Vec<Picture>,
    /// What is sent to customers who have something fitted.
    pub plan: Sheet,
    /// What customers call about.
    #[serde(rename = "problem")]
    pub problems: Vec<Problem>,
}

/// How a name is put together.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameOrder {
    /// 王建国
    FamilyGiven,
    /// Anna Lee
    GivenFamily,
}

/// An id with its name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Stable id.
    pub id: String,
    /// Name to show.
    pub name: String,
}

/// A city and the ways of its addresses and numbers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct City {
    /// Name.
    pub name: String,
    /// Province or county.
    pub province: String,
    /// Id of its sales region.
    pub region: String,
    /// Area code without the trunk zero.
    pub area_code: String,
    /// Digits of a number inside the area.
    pub local_digits: usize,
    /// The couriers' hub.
    pub hub: String,
    /// Districts.
    pub districts: Vec<String>,
    /// Streets.
    pub streets: Vec<String>,
}

/// How an address is written: `{unit} {number} {street} {district} {city}` and the like.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddressForm {
    /// With placeholders.
    pub pattern: String,
}

/// Something sold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Article number.
    pub sku: String,
    /// Name on the invoice.
    pub name: String,
    /// Price in the smallest unit.
    pub price_cents: i64,
    /// Kind of appliance.
    pub category: String,
}

/// Somebody who delivers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Courier {
    /// "SF".
    pub code: String,
    /// Name to show.
    pub name: String,
    /// How its waybills begin.
    pub waybill_prefix: String,
    /// Digits after that.
    pub waybill_digits: usize,
}

/// Somebody of the desk.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Login.
    pub login: String,
    /// Name.
    pub name: String,
    /// Region id.
    pub region: String,
    /// Team.
    pub team: String,
    /// Extension.
    pub extension: String,
    /// Queues they answer for.
    pub skills: Vec<String>,
}

/// Texts with `{placeholders}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// Text messages to customers.
    pub sms: Vec<String>,
    /// The desk's WeChat replies.
    pub wechat_replies: Vec<String>,
    /// Subjects of the desk's mails.
    pub email_replies: Vec<String>,
    /// Notes among colleagues.
    pub notes: Vec<String>,
    /// Promises.
    pub todos: Vec<String>,
}

/// A line of a finished call.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calls {
    /// Somebody answered.
    pub answered: Vec<String>,
    /// Nobody did.
    pub missed: Vec<String>,
}

/// A picture a customer sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// File in `media/`.
    pub file: String,
    /// What it shows.
    pub title: String,
    /// Problem it belongs to.
    pub problem: String,
    /// What the customer wrote with it.
    pub message: String,
}

/// A file of the desk's own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// File in `media/`.
    pub file: String,
    /// What it is called.
    pub title: String,
}

/// What customers call about.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    /// Problem type.
    pub id: String,
    /// Queue of its tickets.
    pub queue: String,
    /// Calls: what is said, step by step.
    pub scripts: Vec<Vec<String>>,
    /// Subjects of tickets.
    pub subjects: Vec<String>,
    /// Messages of customers.
    pub messages: Vec<String>,
    /// Subjects of customers' mails.
    pub email_subjects: Vec<String>,
}

impl Vocabulary {
    /// The region whose numbering plan the numbers follow.
    pub fn home(&self) -> Region {
        Region::parse(&self.country).unwrap_or_default()
    }

    /// The words in `lang`: "zh-CN", or English for anything else.
    ///
    /// # Errors
    /// When the file compiled in does not parse: a mistake of the build, named by line.
    pub fn of(lang: &str) -> anyhow::Result<Self> {
        let (name, text) = if lang.starts_with("zh") {
            ("zh-CN.toml", include_str!("vocabulary/zh-CN.toml"))
        } else {
            ("en.toml", include_str!("vocabulary/en.toml"))
        };
        toml::from_str(text).with_context(|| format!("the demo's words in {name}"))
    }

    /// The problem of that id.
    pub fn problem(&self, id: &str) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.id == id)
    }
}

/// `text` with each `{name}` replaced by its value; unknown placeholders stay.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_a_world() {
        for lang in ["zh-CN", "en"] {
            let words = Vocabulary::of(lang).unwrap();
            assert_eq!(words.lang, lang);
            assert!(words.agents.len() >= 12 && words.leads.len() >= 2 && words.regions.len() == 3);
            assert!(words.problems.iter().all(|problem| !problem.scripts.is_empty()));
        }
    }
}
