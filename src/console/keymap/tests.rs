//! Keymap files, good and bad.

use std::fs;
use std::path::Path;

use super::*;
use crate::console::user_file::Finding;

const NOW: Conditions = Conditions {
    ringing: false,
    in_call: false,
    ticket_open: false,
    claimable: false,
    reopenable: false,
    alarmed: false,
    closing: false,
    candidates: false,
    unknown_caller: false,
    searching: false,
    signed_out: false,
    picture: false,
    outgoing: false,
    wrapping_up: false,
    unsent: false,
    promises: false,
    handover: false,
};

fn read(text: &str) -> (Keymap, Vec<String>) {
    read_with(text, &|_| None)
}

fn read_with(text: &str, find: &dyn Fn(&str) -> Option<String>) -> (Keymap, Vec<String>) {
    let (keymap, findings) = Keymap::parse("my.toml", text, find);
    (keymap, findings.iter().map(Finding::to_string).collect())
}

fn press(keymap: &Keymap, layer: Layer, now: Conditions, keys: &str) -> Resolution {
    let mut resolver = Resolver::default();
    let mut last = Resolution::NotFound;
    for key in keys.split(' ') {
        last = resolver.press(keymap, layer, now, key.parse().expect("a key"));
    }
    last
}

#[test]
fn the_shipped_keymaps_load_without_a_finding() {
    for name in Keymap::shipped_names() {
        let (_, findings) = read(Keymap::shipped(name).expect("shipped"));
        assert_eq!(findings, [""; 0], "{name}");
    }
}

#[test]
fn in_every_shipped_keymap_every_action_has_a_key() {
    for name in Keymap::shipped_names() {
        let (keys, _) = read(Keymap::shipped(name).expect("shipped"));
        for &action in Action::ALL {
            assert!(!keys.keys_for(action).is_empty(), "{name}: {action} has no key");
        }
    }
}

#[test]
fn the_keys_of_vi_and_of_a_keypad_do_what_hands_expect() {
    let shipped = |name: &str| read(Keymap::shipped(name).expect("shipped")).0;
    let open = Conditions { ticket_open: true, ..NOW };
    let vim = shipped("vim");
    for (keys, action) in [
        ("l", Action::FocusNext),
        ("j", Action::MoveDown),
        ("g g", Action::MoveFirst),
        ("i", Action::TicketNote),
        ("g t", Action::QueueNextView),
        ("Z Z", Action::AppQuit),
        ("w", Action::TicketPend),
    ] {
        assert_eq!(press(&vim, Layer::Queue, open, keys), Resolution::Matched(action), "vim: {keys}");
    }
    let keypad = shipped("call-centre");
    for (keys, action) in [
        ("+", Action::TicketClaimNext),
        ("-", Action::TicketPend),
        ("0", Action::CallCustomer),
        ("5", Action::Choose5),
        (".", Action::Cancel),
    ] {
        assert_eq!(press(&keypad, Layer::Queue, open, keys), Resolution::Matched(action), "call-centre: {keys}");
    }
    let ringing = Conditions { ringing: true, ..NOW };
    for map in [&vim, &keypad] {
        assert_eq!(press(map, Layer::Form, ringing, "F2"), Resolution::Matched(Action::CallAnswer));
    }
}

#[test]
fn a_key_means_what_the_moment_makes_of_it() {
    let keys = Keymap::built_in();
    let ringing = Conditions { ringing: true, ..NOW };
    assert_eq!(press(keys, Layer::Queue, ringing, "F2"), Resolution::Matched(Action::CallAnswer));
    assert_eq!(press(keys, Layer::Queue, NOW, "F2"), Resolution::NotFound);
    assert_eq!(press(keys, Layer::Queue, NOW, "Right"), Resolution::Matched(Action::QueueNextView));
    assert_eq!(press(keys, Layer::Profile, NOW, "Right"), Resolution::NotFound);
}

#[test]
fn a_chord_waits_and_says_what_can_follow() {
    let keys = Keymap::built_in();
    let Resolution::Pending(hints) = press(keys, Layer::Queue, NOW, "g") else { panic!("g begins chords") };
    let shown: Vec<_> = hints.iter().map(|hint| (hint.keys.as_str(), hint.action)).collect();
    assert_eq!(
        shown,
        [
            ("g", Some(Action::MoveFirst)),
            ("q", Some(Action::FocusQueue)),
            ("c", Some(Action::FocusProfile)),
            ("k", Some(Action::FocusKnowledge)),
        ]
    );
    assert_eq!(press(keys, Layer::Queue, NOW, "g g"), Resolution::Matched(Action::MoveFirst));
    assert_eq!(press(keys, Layer::Queue, NOW, "g Esc"), Resolution::Cancelled);
    assert_eq!(press(keys, Layer::Queue, NOW, "g F2"), Resolution::Cancelled);
    assert_eq!(press(keys, Layer::Queue, NOW, "g F2 g g"), Resolution::Matched(Action::MoveFirst));
}

#[test]
fn keys_work_under_a_chinese_input_method_outside_forms() {
    let keys = Keymap::built_in();
    assert_eq!(press(keys, Layer::Queue, NOW, "？"), Resolution::Matched(Action::HelpShow));
    assert_eq!(press(keys, Layer::Queue, NOW, "、"), Resolution::Matched(Action::KnowledgeSearch));
    assert_eq!(press(keys, Layer::Form, NOW, "？"), Resolution::NotFound);
}

#[test]
fn in_a_form_letters_are_text_and_call_control_still_works() {
    let keys = Keymap::built_in();
    let ringing = Conditions { ringing: true, ..NOW };
    for text in ["n", "?", "1", "Enter", "Down", "Home"] {
        assert_eq!(press(keys, Layer::Form, ringing, text), Resolution::NotFound, "{text}");
    }
    assert_eq!(press(keys, Layer::Form, ringing, "F2"), Resolution::Matched(Action::CallAnswer));
    assert_eq!(press(keys, Layer::Form, ringing, "Esc"), Resolution::Matched(Action::FormCancel));
    let searching = Conditions { searching: true, ..NOW };
    assert_eq!(press(keys, Layer::Form, searching, "Enter"), Resolution::Matched(Action::Open));
}

#[test]
fn prepend_wins_append_comes_last_and_noop_unbinds() {
    let (keys, findings) = read(
        r#"
inherits = "default"
[global]
prepend = [ { on = "F9", run = "ticket.claim-next" }, { on = "n", run = "ticket.new", desc = "neu" } ]
append = [ { on = "z", run = "ticket.note" }, { on = "t", run = "noop" } ]
"#,
    );
    assert_eq!(findings, [""; 0]);
    assert_eq!(press(&keys, Layer::Queue, NOW, "n"), Resolution::Matched(Action::TicketNew));
    assert_eq!(press(&keys, Layer::Queue, NOW, "z"), Resolution::Matched(Action::TicketNote));
    assert_eq!(press(&keys, Layer::Queue, NOW, "t"), Resolution::NotFound);
    assert_eq!(keys.key_now(Action::TicketClaimNext, Layer::Queue, NOW).as_deref(), Some("F9"));
    assert_eq!(keys.key_now(Action::TicketNote, Layer::Queue, NOW).as_deref(), Some("z"));
    let hints = keys.hints(Layer::Queue, NOW);
    let new = hints.iter().find(|hint| hint.action == Some(Action::TicketNew)).expect("bound");
    assert_eq!((new.keys.as_str(), new.desc.as_deref()), ("n", Some("neu")));
}

#[test]
fn a_file_inherits_its_neighbour_and_that_the_shipped_one() {
    let neighbour = "inherits = \"default\"\n[global]\nprepend = [ { on = \"F9\", run = \"open\" } ]";
    let find = |name: &str| (name == "team").then(|| neighbour.to_owned());
    let (keys, findings) = read_with("inherits = \"team\"", &find);
    assert_eq!(findings, [""; 0]);
    assert_eq!(press(&keys, Layer::Queue, NOW, "F9"), Resolution::Matched(Action::Open));
    assert_eq!(press(&keys, Layer::Queue, NOW, "t"), Resolution::Matched(Action::TicketClaimNext));
}

#[test]
fn the_keys_of_the_foot_are_those_that_work() {
    let in_call = Conditions { in_call: true, ..NOW };
    for hint in Keymap::built_in().hints(Layer::Profile, in_call) {
        let action = hint.action.expect("hints of the foot act");
        assert_eq!(press(Keymap::built_in(), Layer::Profile, in_call, &hint.keys), Resolution::Matched(action));
    }
}

/// What is said of each is promised by the program that checks it.
#[test]
fn whatever_is_wrong_with_a_row_the_rest_works() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/bad_keymaps");
    let neighbour = |name: &str| fs::read_to_string(folder.join(format!("{name}.toml"))).ok();
    for file in fs::read_dir(&folder).expect("the folder is there") {
        let path = file.expect("a file").path();
        let (keys, findings) = read_with(&fs::read_to_string(&path).expect("it can be read"), &neighbour);
        assert!(!findings.is_empty(), "{}", path.display());
        let works = press(&keys, Layer::Queue, NOW, "F5");
        assert_eq!(works, Resolution::Matched(Action::CallCustomer), "{}", path.display());
    }
}

#[test]
fn a_key_that_does_something_else_now_is_no_key_of_what_it_did() {
    let (keys, _) = read("inherits = \"default\"\n[global]\nprepend = [ { on = \"F2\", run = \"ticket.new\" } ]");
    assert_eq!(keys.keys_for(Action::CallAnswer), [""; 0]);
    let rows =
        "{ on = \"F9\", run = \"open\", when = \"ringing\" }, { on = \"F9\", run = \"cancel\", when = \"!ringing\" }";
    let (keys, _) = read(&format!("inherits = \"default\"\n[global]\nprepend = [ {rows} ]"));
    assert_eq!(keys.keys_for(Action::CustomerFind), ["f"], "both together leave nothing to the shipped F9");
}

#[test]
fn one_key_may_do_two_things_that_never_hold_together() {
    let rows =
        "{ on = \"x\", run = \"open\", when = \"ringing\" }, { on = \"x\", run = \"cancel\", when = \"!ringing\" }";
    let (_, findings) = read(&format!("inherits = \"default\"\n[queue]\nprepend = [ {rows} ]"));
    assert_eq!(findings, [""; 0]);
}

#[test]
fn a_main_job_without_a_key_is_said() {
    let (_, findings) = read("[global]\nkeys = [ { on = \"C-q\", run = \"app.quit\" } ]");
    assert!(
        findings.contains(&"my.toml: no key is left for 'call.answer': bind one, or inherit \"default\"".to_owned())
    );
    assert!(!findings.iter().any(|said| said.contains("app.quit")));
}

#[test]
fn a_macro_is_a_list_of_actions_on_one_key() {
    let (keys, findings) = read(
        "inherits = \"default\"\n[queue]\nprepend = [ { on = \"Z\", run = [\"ticket.claim\", \"ticket.note\"] } ]",
    );
    assert_eq!(findings, [""; 0]);
    let pressed = press(&keys, Layer::Queue, NOW, "Z");
    assert_eq!(pressed, Resolution::Macro(vec![Action::TicketClaim, Action::TicketNote]));
    let hint = keys.hints(Layer::Queue, NOW).into_iter().find(|hint| hint.keys == "Z").expect("it is shown");
    assert_eq!(hint.desc.as_deref(), Some("ticket.claim > ticket.note"));
    assert!(!keys.keys_for(Action::TicketClaim).contains(&"Z".to_owned()), "it is no key of the first action alone");
}

#[test]
fn a_macro_is_checked_like_every_row_and_never_chooses_a_root_cause() {
    for (run, said) in [
        ("[\"ticket.close\", \"choose.1\", \"open\"]", "'choose.1' would choose a root cause by itself"),
        ("[\"ticket.resolve\", \"form.submit\"]", "'form.submit' would choose a root cause by itself"),
        ("[\"choose.1\", \"confirm\"]", "'confirm' would choose a root cause by itself"),
        ("[]", "a macro is a list of actions"),
        ("[\"noop\", \"ticket.note\"]", "a macro is a list of actions"),
        ("[\"ticket.note\", \"fly\"]", "'fly' is no action"),
        ("[\"ticket.note\", 3]", "'run' must be a string"),
    ] {
        let (keys, findings) =
            read(&format!("inherits = \"default\"\n[queue]\nprepend = [ {{ on = \"Z\", run = {run} }} ]"));
        assert!(
            findings.len() == 1 && findings[0].contains(said) && findings[0].starts_with("my.toml:3:"),
            "{run}: {findings:?}"
        );
        assert_eq!(press(&keys, Layer::Queue, NOW, "Z"), Resolution::NotFound, "the row is dropped");
    }
}
