//! The desk's people and the customers.

use chrono::{DateTime, TimeDelta, Utc};

use super::Medium;
use crate::demo::dice::Dice;
use crate::demo::vocabulary::{City, NameOrder, Person, Vocabulary, fill};
use crate::domain::agent::{Agent, Presence, PresenceState, Role};
use crate::domain::customer::{Customer, CustomerPhone, Health, Tier};
use crate::domain::digest;
use crate::domain::ids::{AgentId, CustomerId, MediaHash};
use crate::domain::phone;

/// What customers show of themselves on the channels they write on, drawn for the demo; the first four of six have one.
const AVATARS: [&[u8]; 4] = [
    include_bytes!("../media/avatar-1.png"),
    include_bytes!("../media/avatar-2.png"),
    include_bytes!("../media/avatar-3.png"),
    include_bytes!("../media/avatar-4.png"),
];
/// Of so many customers each picture has one.
const OF: usize = 6;

/// Agents, leads, the director, the admin and the telephone system, in that order.
pub fn agents(words: &Vocabulary, now: DateTime<Utc>) -> Vec<Agent> {
    let agents = words.agents.iter().map(|person| (person, Role::Agent));
    let leads = words.leads.iter().map(|person| (person, Role::Lead));
    let heads = [(&words.director, Role::Director), (&words.admin, Role::Admin)];
    let mut all: Vec<Agent> = agents
        .chain(leads)
        .chain(heads)
        .enumerate()
        .map(|(at, (who, role))| agent(words, who, role, at, now))
        .collect();
    all.push(telephone_system(now));
    all
}

fn agent(words: &Vocabulary, who: &Person, role: Role, at: usize, now: DateTime<Utc>) -> Agent {
    const AT_WORK: [Presence; 5] =
        [Presence::Available, Presence::Talking, Presence::Available, Presence::WrapUp, Presence::Break];
    let presence = if at == 0 { Presence::Available } else { AT_WORK[at % AT_WORK.len()] };
    Agent {
        id: AgentId::new(format!("a-{}", who.login)),
        login: who.login.clone(),
        name: who.name.clone(),
        role,
        region: region_name(words, &who.region),
        team: who.team.clone(),
        extension: Some(who.extension.clone()),
        skills: who.skills.clone(),
        presence: PresenceState { presence, since: now - TimeDelta::minutes(3 + 7 * at as i64) },
    }
}

fn telephone_system(now: DateTime<Utc>) -> Agent {
    Agent {
        id: "a-cti".into(),
        login: "cti".to_owned(),
        name: "CTI".to_owned(),
        role: Role::Cti,
        region: String::new(),
        team: String::new(),
        extension: None,
        skills: Vec::new(),
        presence: PresenceState { presence: Presence::Offline, since: now },
    }
}

/// The name of a region by its id.
pub fn region_name(words: &Vocabulary, id: &str) -> String {
    words.regions.iter().find(|region| region.id == id).map_or_else(|| id.to_owned(), |region| region.name.clone())
}

/// `count` customers; about one in five has several numbers, one in twenty-five shares a number with another.
pub fn customers(
    words: &Vocabulary,
    agents: &[Agent],
    count: usize,
    dice: &mut Dice,
    now: DateTime<Utc>,
) -> Vec<Customer> {
    let staff: Vec<&Agent> = agents.iter().filter(|agent| agent.role == Role::Agent).collect();
    let avatars: Vec<MediaHash> = avatars().map(|medium| MediaHash::new(medium.sha256)).collect();
    let mut customers: Vec<Customer> = Vec::with_capacity(count);
    for at in 0..count {
        let Some(city) = dice.pick(&words.cities) else { break };
        let mut made = customer(words, city, at, dice, now);
        made.avatar = avatars.get(at % OF).cloned();
        if dice.percent(4)
            && let Some(shared) = dice.pick(&customers).and_then(|other| other.phones.first()).cloned()
        {
            made.phones.push(CustomerPhone { label: dice.word(&words.phone_labels), ..shared });
        }
        made.sales_owner = dice.pick(&staff).map(|agent| agent.reference());
        made.implementation_owner = dice.pick(&staff).map(|agent| agent.reference());
        customers.push(made);
    }
    customers
}

fn customer(words: &Vocabulary, city: &City, at: usize, dice: &mut Dice, now: DateTime<Utc>) -> Customer {
    let name = person_name(words, dice);
    let company = dice.percent(12).then(|| dice.word(&words.companies));
    let tiers = [(60, Tier::Standard), (22, Tier::Silver), (14, Tier::Gold)];
    let tier = if company.is_some() { Tier::Enterprise } else { dice.weighted(&tiers).unwrap_or(Tier::Standard) };
    let healths = [(62, Health::Good), (26, Health::Fair), (12, Health::Poor)];
    Customer {
        id: CustomerId::new(format!("c-{at:06}")),
        version: 1,
        name,
        avatar: None,
        company,
        phones: phones(words, city, dice),
        email: dice.percent(55).then(|| format!("user{at}@{}", dice.word(&words.email_domains))),
        city: Some(city.name.clone()),
        address: Some(address(words, city, dice)),
        region: region_name(words, &city.region),
        tier,
        since: dice.ago(now, TimeDelta::days(20), TimeDelta::days(6 * 365)),
        health: dice.weighted(&healths).unwrap_or(Health::Good),
        sales_owner: None,
        implementation_owner: None,
        stage: dice.percent(70).then(|| dice.word(&words.stages)),
        obstacle: dice.percent(15).then(|| dice.word(&words.obstacles)),
        next_contact_at: dice.percent(15).then(|| now + TimeDelta::minutes(dice.between(-300, 3000))),
        custom: [("loyalty_points".to_owned(), dice.between(0, 9000).to_string())].into(),
        updated_at: dice.ago(now, TimeDelta::hours(1), TimeDelta::days(30)),
        hidden: Vec::new(),
    }
}

/// What customers show of themselves.
pub fn avatars() -> impl Iterator<Item = Medium> {
    AVATARS.iter().map(|bytes| Medium { sha256: digest::sha256(bytes), content_type: "image/png", bytes })
}

fn person_name(words: &Vocabulary, dice: &mut Dice) -> String {
    let family = dice.word(&words.surnames);
    let given = if dice.percent(50) { &words.given_names_male } else { &words.given_names_female };
    let given = dice.word(given);
    match words.name_order {
        NameOrder::FamilyGiven => format!("{family}{given}"),
        NameOrder::GivenFamily => format!("{given} {family}"),
    }
}

fn phones(words: &Vocabulary, city: &City, dice: &mut Dice) -> Vec<CustomerPhone> {
    let label = words.phone_labels.first().cloned().unwrap_or_default();
    let mut phones = vec![phone(words, &mobile(words, dice), label)];
    if dice.percent(12) {
        let number = mobile(words, dice);
        phones.push(phone(words, &number, dice.word(&words.phone_labels)));
    }
    if dice.percent(10) {
        phones.push(landline(words, city, dice));
    }
    phones
}

fn mobile(words: &Vocabulary, dice: &mut Dice) -> String {
    let prefix = dice.word(&words.mobile_prefixes);
    let rest = dice.digits(words.mobile_digits.saturating_sub(prefix.len()));
    format!("{prefix}{rest}")
}

/// A number of the customer's city; never under a mobile's label.
fn landline(words: &Vocabulary, city: &City, dice: &mut Dice) -> CustomerPhone {
    let local = format!("{}{}", dice.between(2, 9), dice.digits(city.local_digits.saturating_sub(1)));
    let label = dice.word(words.phone_labels.get(1..).unwrap_or_default());
    phone(words, &format!("{}{local}", city.area_code), label)
}

/// A number, written as people at home write it ("0571…", "07400…").
fn phone(words: &Vocabulary, national: &str, label: String) -> CustomerPhone {
    let e164 = format!("{}{national}", words.calling_code);
    CustomerPhone { raw: phone::domestic(&e164, words.home()), e164: Some(e164), label, masked: false }
}

fn address(words: &Vocabulary, city: &City, dice: &mut Dice) -> String {
    let (district, street) = (dice.word(&city.districts), dice.word(&city.streets));
    let (number, unit) = (dice.between(1, 399).to_string(), dice.between(1, 32).to_string());
    fill(
        &words.address.pattern,
        &[
            ("province", &city.province),
            ("city", &city.name),
            ("district", &district),
            ("street", &street),
            ("number", &number),
            ("unit", &unit),
        ],
    )
}
