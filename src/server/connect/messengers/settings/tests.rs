use super::*;

/// What a folder with this `messengers.toml` gives; of a mistake, what is said without the folder.
fn loaded(text: &str) -> Result<Messengers, String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(FILE), text).unwrap();
    load(folder.path()).map_err(|error| error.to_string().replace(&format!("{}/", folder.path().display()), ""))
}

#[test]
fn a_folder_without_files_has_no_messengers_and_the_usual_words() {
    let nothing = load(Path::new("/nowhere/at/all")).unwrap();
    assert!(nothing.names().is_empty());
}

#[test]
fn every_kind_can_be_set_up() {
    let text = r#"
        base_url = "https://desk.example.com/"
        lang = "en"
        [[person]]
        login = "gao"
        email = "gao@example.com"
        wecom = "GaoYuan"
        [[messenger]]
        name = "wecom"
        kind = "wecom"
        key = "693axxx6-7aoc-4bc4"
        [[messenger]]
        name = "dingtalk"
        kind = "dingtalk"
        token = "tok"
        secret = "SEC0"
        keyword = "工单"
        [[messenger]]
        name = "mail"
        kind = "smtp"
        host = "127.0.0.1"
        port = 2525
        tls = "none"
        from = "ringdesk <desk@example.com>"
        [[messenger]]
        name = "sms"
        kind = "sms"
        url = "https://sms.example.com/send"
        body = '{"mobile": "{mobile}", "content": "{text}"}'
        headers = { Authorization = "Bearer 123" }
        [[messenger]]
        name = "hook"
        kind = "webhook"
        url = "http://127.0.0.1:9/hook"
        secret = "whsec"
        per_minute = 600
    "#;
    let all = loaded(text).unwrap();
    assert_eq!(all.names(), ["wecom", "dingtalk", "mail", "sms", "hook"]);
    assert_eq!(all.base_url.as_deref(), Some("https://desk.example.com"));
    let shown = format!("{all:?}");
    for secret in ["693axxx6", "\"tok\"", "SEC0", "Bearer", "whsec"] {
        assert!(!shown.contains(secret), "{secret} is shown: {shown}");
    }
}

#[test]
fn the_example_in_the_documents_can_be_used_as_it_is() {
    let example = loaded(include_str!("../../../../../docs/messengers.toml")).unwrap();
    assert_eq!(example.names(), ["wecom", "dingtalk", "mail", "sms", "hook"]);
}

#[test]
fn every_mistake_names_its_line_and_the_cure() {
    let row = |rest: &str| format!("[[messenger]]\nname = 'm'\n{rest}");
    let cases = [
        ("nam = 1".to_owned(), "messengers.toml:1: unknown field `nam`"),
        (row("kind = 'fax'"), "messengers.toml:3: kind: 'fax' is no kind of messenger; use 'wecom', "),
        (row("kind = 'wecom'"), "messengers.toml:3: key is missing: wecom needs it"),
        (
            row("kind = 'wecom'\nkey = 'env:NO_SUCH_THING_SET'"),
            "messengers.toml:4: key: the variable NO_SUCH_THING_SET ",
        ),
        (
            row("kind = 'wecom'\nkey = 'k'\nurl = 'http://robots.example/send'"),
            "messengers.toml:5: url: messages go to another ",
        ),
        (row("kind = 'smtp'\nfrom = 'a@b.example'"), "messengers.toml:3: host is missing"),
        (
            row("kind = 'smtp'\nhost = 'mail.example'\nfrom = 'a@b.example'\ntls = 'none'"),
            "messengers.toml:6: tls: 'mail.example' is another machine",
        ),
        (row("kind = 'smtp'\nhost = 'h'\nfrom = 'nobody'"), "messengers.toml:5: from: "),
        (
            row("kind = 'smtp'\nhost = 'h'\nfrom = 'a@b.example'\nlogin = 'x'"),
            "messengers.toml:3: login and password go together",
        ),
        (row("kind = 'webhook'"), "messengers.toml:3: url is missing"),
        (row("kind = 'webhook'\nurl = 'https://h/'\nbody = '{'"), "messengers.toml:5: body: this is no JSON"),
        (
            row("kind = 'webhook'\nurl = 'https://h/'\nbody = '{\"a\": \"{custmer}\"}'"),
            "messengers.toml:5: body: unknown field {custmer}; known here: id, ",
        ),
        (
            row("kind = 'wecom'\nkey = 'k'\n[[messenger]]\nname = 'm'\nkind = 'wecom'\nkey = 'k'"),
            "messengers.toml:6: there are two ",
        ),
        ("lang = 'tlh'".to_owned(), "messengers.toml:1: lang: 'tlh' is no language"),
        ("\nbase_url = 'desk'".to_owned(), "messengers.toml:2: base_url: this is no http address"),
    ];
    for (text, expected) in cases {
        let said = loaded(&text).unwrap_err();
        assert!(said.starts_with(expected), "{text}\n{said}");
    }
}
