//! Zammad's generic CTI dialect, as telephone systems really send it: JSON or a form, names in several spellings,
//! `user` a text or a list. Fields that mean nothing here are left alone, since every vendor adds its own.

use serde_json::{Map, Value};

use crate::server::failure::{Answer, Failure, Kind};
use crate::server::input;

/// Longest value of any field that counts, in characters.
const LONGEST: usize = 128;
/// Users that are looked at; a call that rings for more rings for everybody.
const MOST_USERS: usize = 20;

/// What a telephone system tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CtiEvent {
    /// About a call that the desk makes; nobody rings.
    Outbound,
    /// A call comes in.
    NewCall {
        /// The telephone system's id of the call.
        call_id: String,
        /// The caller's number; empty when withheld.
        from: String,
        /// The number dialled.
        to: Option<String>,
        /// Names, logins or extensions it rings for.
        users: Vec<String>,
        /// The queue it waits in.
        queue: Option<String>,
    },
    /// Somebody answered.
    Answer {
        /// The telephone system's id of the call.
        call_id: String,
        /// Names, logins or extensions of who answered.
        users: Vec<String>,
    },
    /// It is over.
    Hangup {
        /// The telephone system's id of the call.
        call_id: String,
        /// Whether the cause says that nobody answered.
        unanswered: bool,
    },
}

/// Reads a message, by its content type: a form, or else JSON.
pub fn read(content_type: &str, body: &[u8]) -> Answer<CtiEvent> {
    let fields = if content_type.starts_with("application/x-www-form-urlencoded") {
        Fields(form(body)?)
    } else {
        Fields(crate::server::extract::parse(body)?)
    };
    event(&fields)
}

fn event(fields: &Fields) -> Answer<CtiEvent> {
    let name = fields.text(&["event"])?.ok_or_else(|| missing("event"))?;
    let call_id = fields.text(&["callId", "call_id", "callid"])?.ok_or_else(|| missing("callId"))?;
    let outbound = fields.text(&["direction"])?.is_some_and(|direction| direction.eq_ignore_ascii_case("out"));
    match name.to_ascii_lowercase().as_str() {
        "newcall" | "answer" | "hangup" if outbound => Ok(CtiEvent::Outbound),
        "newcall" => Ok(CtiEvent::NewCall {
            call_id,
            from: fields.text(&["from", "caller_id", "callerId"])?.unwrap_or_default(),
            to: fields.text(&["to"])?,
            users: fields.users()?,
            queue: fields.text(&["queue"])?,
        }),
        "answer" => Ok(CtiEvent::Answer { call_id, users: fields.users()? }),
        "hangup" => Ok(CtiEvent::Hangup { call_id, unanswered: fields.unanswered()? }),
        _ => Err(Failure::field("event", format!("event is \"{name}\"; it must be newCall, answer or hangup."))),
    }
}

fn missing(field: &str) -> Failure {
    Failure::field(field, format!("{field} is missing."))
}

struct Fields(Map<String, Value>);

impl Fields {
    /// The first of the spellings that is there and not blank.
    fn text(&self, spellings: &[&str]) -> Answer<Option<String>> {
        for name in spellings {
            let text = match self.0.get(*name) {
                None | Some(Value::Null) => continue,
                Some(Value::String(text)) => text.clone(),
                Some(Value::Number(number)) => number.to_string(),
                Some(_) => return Err(Failure::field(name, format!("{name} must be a text."))),
            };
            if let Some(text) = input::optional_line(name, Some(&text), LONGEST)? {
                return Ok(Some(text));
            }
        }
        Ok(None)
    }

    /// `user` or `caller`, as a text or a list, and the extension that answered.
    fn users(&self) -> Answer<Vec<String>> {
        let mut users = Vec::new();
        for name in ["user", "user[]", "caller", "caller[]"] {
            match self.0.get(name) {
                Some(Value::Array(list)) => {
                    users.extend(list.iter().filter_map(Value::as_str).map(str::to_owned));
                }
                _ => users.extend(self.text(&[name])?),
            }
        }
        users.extend(self.text(&["answeringNumber", "answering_number"])?);
        input::lines("user", &users, MOST_USERS, LONGEST)
    }

    fn unanswered(&self) -> Answer<bool> {
        let cause = self.text(&["cause"])?.unwrap_or_default().to_ascii_lowercase();
        Ok(matches!(cause.as_str(), "cancel" | "noanswer" | "busy" | "congestion" | "notfound"))
    }
}

/// `a=1&b[]=2&b[]=3`: what occurs several times becomes a list.
fn form(body: &[u8]) -> Answer<Map<String, Value>> {
    let mut fields = Map::new();
    for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let name = decoded(halves.next().unwrap_or_default())?;
        let value = Value::String(decoded(halves.next().unwrap_or_default())?);
        match fields.get_mut(&name) {
            None => _ = fields.insert(name, value),
            Some(Value::Array(list)) => list.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }
    Ok(fields)
}

fn decoded(text: &[u8]) -> Answer<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter().copied();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => hex_pair(rest.next(), rest.next()).ok_or_else(bad_form)?,
            plain => plain,
        });
    }
    String::from_utf8(bytes).map_err(|_| bad_form())
}

fn hex_pair(high: Option<u8>, low: Option<u8>) -> Option<u8> {
    let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

fn bad_form() -> Failure {
    Failure::new(Kind::Malformed, "The form is not percent-encoded UTF-8.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(body: &str) -> CtiEvent {
        read("application/json", body.as_bytes()).unwrap()
    }

    fn form_event(body: &str) -> CtiEvent {
        read("application/x-www-form-urlencoded; charset=utf-8", body.as_bytes()).unwrap()
    }

    fn new_call(users: &[&str]) -> CtiEvent {
        CtiEvent::NewCall {
            call_id: "c-1".into(),
            from: "+86 13812345678".into(),
            to: Some("4008001234".into()),
            users: users.iter().map(|user| (*user).to_owned()).collect(),
            queue: None,
        }
    }

    #[test]
    fn json_and_form_say_the_same() {
        let said = json(
            r#"{"event":"newCall","callId":"c-1","from":"+86 13812345678","to":"4008001234","direction":"in","user":["林薇","周岚"]}"#,
        );
        assert_eq!(said, new_call(&["林薇", "周岚"]));
        let form = "event=newCall&callId=c-1&from=%2B86+13812345678&to=4008001234&direction=in&user[]=%E6%9E%97%E8%96%87&user[]=%E5%91%A8%E5%B2%9A";
        assert_eq!(form_event(form), said);
    }

    #[test]
    fn every_spelling_is_understood() {
        let said = json(
            r#"{"event":"newcall","call_id":"c-1","caller_id":"+86 13812345678","to":4008001234,"user":"linwei"}"#,
        );
        assert_eq!(said, new_call(&["linwei"]));
        let said = json(
            r#"{"event":"newCall","callId":"c-1","callerId":"+86 13812345678","to":"4008001234","caller":"linwei","extra":{"a":1}}"#,
        );
        assert_eq!(said, new_call(&["linwei"]));
        let answered = CtiEvent::Answer { call_id: "c-1".into(), users: vec!["802".into()] };
        assert_eq!(form_event("event=answer&callId=c-1&answeringNumber=802"), answered);
    }

    #[test]
    fn a_hangup_says_whether_anybody_had_answered() {
        let hangup = |cause: &str| json(&format!(r#"{{"event":"hangup","callId":"c-1","cause":"{cause}"}}"#));
        assert_eq!(hangup("normalClearing"), CtiEvent::Hangup { call_id: "c-1".into(), unanswered: false });
        assert_eq!(hangup("noAnswer"), CtiEvent::Hangup { call_id: "c-1".into(), unanswered: true });
    }

    #[test]
    fn what_is_no_message_is_refused_by_name() {
        for (body, field) in [
            (r#"{"callId":"c-1"}"#, "event"),
            (r#"{"event":"newCall"}"#, "callId"),
            (r#"{"event":"transfer","callId":"c-1"}"#, "event"),
            (r#"{"event":"newCall","callId":["x"]}"#, "callId"),
        ] {
            let failure = read("application/json", body.as_bytes()).unwrap_err();
            assert!(format!("{failure:?}").contains(&format!("Some(\"{field}\")")), "{body}: {failure:?}");
        }
        assert!(read("application/x-www-form-urlencoded", b"event=%zz").is_err());
        assert!(read("application/json", b"\xff\xfe").is_err());
    }
}
