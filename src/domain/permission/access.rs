//! Which role may read, write and reveal which field: the table built in, and what an admin's file changes of it.

use serde::{Deserialize, Serialize};
use toml::Spanned;
use utoipa::ToSchema;

use super::{Tier, rights};
use crate::domain::agent::{ROLES, Role};
use crate::domain::fuse::Mistake;

/// What is done to a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// See it, masked where it is masked.
    Read,
    /// Change it.
    Write,
    /// See it in full; on record.
    Reveal,
}

/// Every deed.
pub const DEEDS: [Deed; 3] = [Deed::Read, Deed::Write, Deed::Reveal];

impl Deed {
    /// The name used in JSON and files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Reveal => "reveal",
        }
    }
}

/// A field that the table knows.
struct Field {
    name: &'static str,
    tier: Tier,
    /// Deeds that a file may allow or forbid; what a desk cannot do without is not among them.
    deeds: &'static [Deed],
}

const READ: &[Deed] = &[Deed::Read];
const WRITE: &[Deed] = &[Deed::Write];
const BOTH: &[Deed] = &[Deed::Read, Deed::Write];
const ALL: &[Deed] = &DEEDS;

macro_rules! fields {
    ($($name:literal $tier:ident $deeds:ident),+ $(,)?) => {
        &[$(Field { name: $name, tier: Tier::$tier, deeds: $deeds }),+]
    };
}

const FIELDS: &[Field] = fields![
    "customer.name" Basic WRITE,
    "customer.avatar" Basic BOTH,
    "customer.company" Basic BOTH,
    "customer.phones" Basic ALL,
    "customer.email" Basic ALL,
    "customer.city" Basic BOTH,
    "customer.address" Basic BOTH,
    "customer.stage" Basic BOTH,
    "customer.obstacle" Basic BOTH,
    "customer.next_contact_at" Basic BOTH,
    "customer.sales_owner" Basic READ,
    "customer.implementation_owner" Basic READ,
    "customer.custom" Custom READ,
    "contacts" Contacts READ,
    "orders" Basic READ,
    "flow" Basic READ,
    "ticket.subject" Basic WRITE,
    "ticket.words" Basic WRITE,
    "ticket.problem_type" Basic WRITE,
    "ticket.priority" Basic WRITE,
    "ticket.queue" Basic WRITE,
    "ticket.order_id" Basic WRITE,
    "ticket.article_id" Basic WRITE,
];

/// Names of all fields that the table knows.
pub fn field_names() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().map(|field| field.name)
}

/// The read tier of a field; what the table does not know is basic.
pub fn tier_of(field: &str) -> Tier {
    FIELDS.iter().find(|known| known.name == field).map_or(Tier::Basic, |known| known.tier)
}

/// A row of an admin's file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    role: Role,
    field: &'static str,
    deed: Deed,
    allowed: bool,
    place: String,
}

/// The table: what is built in, changed by the rows of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    rules: Vec<Rule>,
}

/// What the table says of a role, a field and a deed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ruling {
    /// Who.
    pub role: Role,
    /// "customer.company", "contacts", …
    pub field: String,
    /// What is done to it.
    pub deed: Deed,
    /// Whether they may.
    pub allowed: bool,
    /// The row that decides: file and line, or "built in".
    pub by: String,
    /// The least role that may; none: nobody.
    pub ask: Option<Role>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    rule: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    role: Spanned<String>,
    field: Spanned<String>,
    read: Option<Spanned<bool>>,
    write: Option<Spanned<bool>>,
    reveal: Option<Spanned<bool>>,
}

impl Access {
    /// Reads a file; `name` is for messages. With one mistake nothing of it holds.
    ///
    /// # Errors
    /// Every mistake, with its line and the cure.
    pub fn parse(name: &str, text: &str) -> Result<Self, Vec<Mistake>> {
        let place = |at: usize| {
            let line = 1 + text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count();
            format!("{name}:{line}")
        };
        let file: File = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            vec![Mistake { place: place(at), what: error.message().trim().to_owned() }]
        })?;
        let (mut rules, mut mistakes) = (Vec::new(), Vec::new());
        for row in &file.rule {
            match row.rules(&place) {
                Ok(found) => rules.extend(found),
                Err((at, what)) => mistakes.push(Mistake { place: place(at), what }),
            }
        }
        if mistakes.is_empty() { Ok(Self { rules }) } else { Err(mistakes) }
    }

    /// Whether a role may do that to a field.
    pub fn may(&self, role: Role, field: &str, deed: Deed) -> bool {
        self.decided(role, field, deed).0
    }

    /// The least role that may; none: nobody.
    pub fn least(&self, field: &str, deed: Deed) -> Option<Role> {
        ROLES.into_iter().find(|role| self.may(*role, field, deed))
    }

    /// What the table says, and which row says it.
    pub fn ruling(&self, role: Role, field: &str, deed: Deed) -> Ruling {
        let (allowed, by) = self.decided(role, field, deed);
        let ask = self.least(field, deed);
        Ruling { role, field: field.to_owned(), deed, allowed, by: by.to_owned(), ask }
    }

    /// The last row that fits decides, else what is built in. Nobody reveals or changes what they may not read.
    fn decided(&self, role: Role, field: &str, deed: Deed) -> (bool, &str) {
        if deed != Deed::Read {
            let (reads, by) = self.decided(role, field, Deed::Read);
            if !reads {
                return (false, by);
            }
        }
        let fits = |rule: &&Rule| rule.role == role && rule.field == field && rule.deed == deed;
        let said = self.rules.iter().rev().find(fits);
        said.map_or_else(|| (built_in(role, field, deed), "built in"), |rule| (rule.allowed, &rule.place))
    }
}

impl Row {
    /// The rules of this row, or where it is wrong and how.
    fn rules(&self, place: &dyn Fn(usize) -> String) -> Result<Vec<Rule>, (usize, String)> {
        let role = self.role()?;
        let field = self.field()?;
        let said = [(Deed::Read, &self.read), (Deed::Write, &self.write), (Deed::Reveal, &self.reveal)];
        let mut rules = Vec::new();
        for (deed, said) in said {
            let Some(said) = said else { continue };
            if !field.deeds.contains(&deed) {
                let may: Vec<&str> = field.deeds.iter().map(|deed| deed.as_str()).collect();
                let what = format!("'{}' has no '{}' to set; it has {}", field.name, deed.as_str(), may.join(", "));
                return Err((said.span().start, what));
            }
            let place = place(self.field.span().start);
            rules.push(Rule { role, field: field.name, deed, allowed: *said.get_ref(), place });
        }
        if rules.is_empty() {
            return Err((self.field.span().start, "nothing is said; set read, write or reveal".to_owned()));
        }
        Ok(rules)
    }

    fn role(&self) -> Result<Role, (usize, String)> {
        let name = self.role.get_ref();
        let known = Role::parse(name).filter(|role| *role != Role::Cti);
        known.ok_or_else(|| {
            let what = format!("'{name}' is no role that reads; they are agent, lead, director and admin");
            (self.role.span().start, what)
        })
    }

    fn field(&self) -> Result<&'static Field, (usize, String)> {
        let name = self.field.get_ref();
        FIELDS.iter().find(|field| field.name == name).ok_or_else(|| {
            let known: Vec<&str> = field_names().collect();
            (self.field.span().start, format!("'{name}' is no field; they are {}", known.join(", ")))
        })
    }
}

fn built_in(role: Role, field: &str, deed: Deed) -> bool {
    let Some(rights) = rights(role) else { return false };
    let reads = rights.tiers.contains(&tier_of(field));
    match deed {
        Deed::Read => reads,
        Deed::Reveal => reads && matches!(field, "customer.phones" | "customer.email"),
        Deed::Write => {
            let (record, name) = field.split_once('.').unwrap_or((field, ""));
            super::may_write(role, record, name)
        }
    }
}

/// Somebody's role, under the table as it is now.
#[derive(Clone, Debug)]
pub struct Clearance {
    /// Their role.
    pub role: Role,
    access: std::sync::Arc<Access>,
}

impl Clearance {
    /// Under this table.
    pub fn new(role: Role, access: std::sync::Arc<Access>) -> Self {
        Self { role, access }
    }

    /// Under the table that is built in.
    pub fn built_in(role: Role) -> Self {
        Self::new(role, std::sync::Arc::default())
    }

    /// Whether they may read a field.
    pub fn reads(&self, field: &str) -> bool {
        self.access.may(self.role, field, Deed::Read)
    }

    /// Whether they may change a field.
    pub fn writes(&self, field: &str) -> bool {
        self.access.may(self.role, field, Deed::Write)
    }

    /// Whether they may see a masked field in full.
    pub fn reveals(&self, field: &str) -> bool {
        self.access.may(self.role, field, Deed::Reveal)
    }

    /// To whom to turn.
    pub fn ask(&self, field: &str, deed: Deed) -> Role {
        self.access.least(field, deed).unwrap_or(Role::Admin)
    }
}
