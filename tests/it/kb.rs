//! A folder of answers on its way to the server: whatever it says arrives once, and what the desk taught stays.

use std::fs;
use std::path::PathBuf;

use ringdesk::crm::api::WriteKey;
use ringdesk::crm::problem::CrmError;
use ringdesk::domain::article::{Article, LONGEST_BODY, LONGEST_OWNER, LONGEST_PRODUCT, LONGEST_TITLE};
use ringdesk::domain::article::{LONGEST_PHRASING, MOST_ACTIONS, MOST_PHRASINGS, MOST_PRODUCTS};
use ringdesk::knowledge::article_file;
use ringdesk::wire::request::{ArticleDraft, NewPhrasing};

use crate::it::support::office::{HE, LIN, Office};
use crate::it::support::program::{Done, Home};

const ANSWER: &str = "+++\nid = \"w1.en\"\nlang = \"en\"\ntitle = \"Blorptang\"\nproblem_type = \"fulfilment_exception\"\n\
                      phrasings = [\n  \"blorptang one\",\n  \"blorptang two\",\n  \"blorptang three\",\n]\n+++\n1. Look for it.\n";

/// A lead with a folder of answers.
struct Author {
    office: Office,
    home: Home,
}

impl Author {
    async fn writing(answer: &str) -> Self {
        let office = Office::open().await;
        let home = Home::at(&office.url());
        let author = Self { office, home };
        fs::create_dir(author.folder()).unwrap();
        author.writes(answer);
        author
    }

    fn folder(&self) -> PathBuf {
        self.home.path().join("kb")
    }

    fn writes(&self, answer: &str) {
        fs::write(self.folder().join("w1.en.md"), answer).unwrap();
    }

    async fn runs(&self, arguments: &[&str]) -> Done {
        let token = self.office.token(HE).reveal();
        self.home.run(&[&["--token", token, "kb"][..], arguments].concat(), "").await
    }

    async fn imports(&self, flags: &[&str]) -> String {
        let folder = self.folder();
        self.runs(&[&["import", folder.to_str().unwrap()][..], flags].concat()).await.ok()
    }

    async fn checks(&self, flags: &[&str]) -> Done {
        let folder = self.folder();
        self.runs(&[&["check", folder.to_str().unwrap()][..], flags].concat()).await
    }

    async fn article(&self) -> Article {
        self.office.api(HE).article(&"w1.en".into()).await.unwrap()
    }

    async fn withdraws(&self) {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = client.delete(format!("{}/api/v1/articles/w1.en", self.office.url()));
        let response = request.bearer_auth(self.office.token(HE).reveal()).send().await.unwrap();
        assert!(response.status().is_success(), "{response:?}");
    }
}

const UNCHANGED: &str = "1 answers, 1 of them unchanged\n";

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_withdrawn_is_brought_back() {
    let author = Author::writing(ANSWER).await;
    assert_eq!(author.imports(&[]).await, "+ w1.en\n1 answers, 0 of them unchanged\n");
    author.withdraws().await;
    let back = "~ w1.en: brought back\n1 answers, 0 of them unchanged\n";
    assert_eq!(author.imports(&["--dry-run"]).await, back);
    assert_eq!(author.imports(&[]).await, back);
    let article = author.article().await;
    assert!(!article.withdrawn && article.version == 3, "{article:?}");
    assert_eq!(author.imports(&[]).await, UNCHANGED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phrasing_that_a_lead_declined_stays_out_until_a_lead_accepts_it() {
    let author = Author::writing(ANSWER).await;
    author.imports(&[]).await;
    author.runs(&["decline", "w1.en", "blorptang three"]).await.ok();
    let left_out = "! w1.en: \"blorptang three\" is left out, it misled or was declined; `kb accept` brings it back\n";
    assert_eq!(author.imports(&[]).await, format!("{left_out}{UNCHANGED}"));
    assert_eq!(author.article().await.phrasings, ["blorptang one", "blorptang two"]);
    author.runs(&["accept", "w1.en", "blorptang three"]).await.ok();
    assert_eq!(author.imports(&[]).await, UNCHANGED);
    assert_eq!(author.article().await.phrasings.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_only_proposed_and_declined_stays_out_until_a_lead_accepts_it() {
    let author = Author::writing(ANSWER).await;
    author.imports(&[]).await;
    let said = NewPhrasing { text: "blorptang never came".to_owned() };
    author.office.api(LIN).propose_phrasing(&WriteKey::fresh(), &"w1.en".into(), &said).await.unwrap();
    author.runs(&["decline", "w1.en", "blorptang never came"]).await.ok();
    author.writes(&ANSWER.replace("three\",\n", "three\",\n  \"Blorptang never came\",\n"));
    let left_out =
        "! w1.en: \"Blorptang never came\" is left out, it misled or was declined; `kb accept` brings it back\n";
    for flags in [&["--dry-run"][..], &[][..]] {
        assert_eq!(author.imports(flags).await, format!("{left_out}{UNCHANGED}"));
    }
    assert_eq!(author.article().await.phrasings.len(), 3);
    author.runs(&["accept", "w1.en", "Blorptang never came"]).await.ok();
    assert_eq!(author.imports(&[]).await, UNCHANGED);
    assert_eq!(author.article().await.phrasings[3], "Blorptang never came");
}

#[tokio::test(flavor = "multi_thread")]
async fn untidy_blanks_and_signs_are_no_change() {
    let untidy = ANSWER
        .replace('\n', "\r\n")
        .replace("\"Blorptang\"", "\"  Blorp\\ttang\\u0007 \"\r\nowner = \" Lo\u{200b}gistics \"")
        .replace("blorptang two", " blorptang   two ")
        .replace("for it.", "\tfor it. \r\n\r\n2. Find it.  ");
    let author = Author::writing(&untidy).await;
    author.imports(&[]).await;
    assert_eq!(author.article().await.title, "Blorp tang");
    assert_eq!(author.imports(&[]).await, UNCHANGED);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_the_server_says_is_named_and_stays() {
    let author = Author::writing(ANSWER).await;
    author.imports(&[]).await;
    author.writes(&ANSWER.replace("  \"blorptang two\",\n", ""));
    let kept = "    kept on the server: \"blorptang two\"\n";
    for flags in [&["--dry-run"][..], &[][..]] {
        assert_eq!(author.imports(flags).await, format!("= w1.en\n{kept}{UNCHANGED}"));
    }
    let taught = NewPhrasing { text: "blorptang never came".to_owned() };
    author.office.api(HE).propose_phrasing(&WriteKey::fresh(), &"w1.en".into(), &taught).await.unwrap();
    author.writes(&ANSWER.replace("blorptang two", "blorptang four"));
    let said = author.imports(&[]).await;
    let taught = "    kept on the server: \"blorptang never came\"\n";
    assert!(said.starts_with("~ w1.en: phrasings\n    + blorptang four\n") && said.contains(kept), "{said}");
    assert!(said.contains(taught) && author.article().await.phrasings.len() == 5, "{said}");
    let article = author.article().await;
    assert_eq!(author.imports(&[]).await, format!("= w1.en\n{kept}{taught}{UNCHANGED}"));
    assert_eq!(author.article().await, article);
}

/// What makes a draft as large as can be, and one larger.
type Growth = (&'static str, fn(&mut ArticleDraft, usize), usize);

fn said(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("blorptang {number}")).collect()
}

const GROWTHS: &[Growth] = &[
    ("title", |draft, most| draft.title = "x".repeat(most), LONGEST_TITLE),
    ("phrasings", |draft, most| draft.phrasings = said(most), MOST_PHRASINGS),
    ("phrasings", |draft, most| draft.phrasings = vec!["x".repeat(most)], LONGEST_PHRASING),
    ("actions", |draft, most| draft.actions = vec!["expedite".to_owned(); most], MOST_ACTIONS),
    ("products", |draft, most| draft.products = said(most), MOST_PRODUCTS),
    ("products", |draft, most| draft.products = vec!["x".repeat(most)], LONGEST_PRODUCT),
    ("owner", |draft, most| draft.owner = "x".repeat(most), LONGEST_OWNER),
    ("body", |draft, most| draft.body = "x".repeat(most), LONGEST_BODY),
];

#[tokio::test(flavor = "multi_thread")]
async fn the_server_takes_as_much_as_a_check_allows_and_no_more() {
    let office = Office::open().await;
    let api = office.api(HE);
    let shortest = article_file::parse("w1.en.md", ANSWER).unwrap();
    for (number, (field, grow, most)) in GROWTHS.iter().enumerate() {
        let mut draft = ArticleDraft { id: format!("w1.{number}").as_str().into(), ..shortest.clone() };
        grow(&mut draft, most + 1);
        match api.create_article(&WriteKey::fresh(), &draft).await {
            Err(CrmError::Problem(problem)) => assert_eq!(problem.field.as_deref(), Some(*field)),
            taken => panic!("{field} of {} was taken: {taken:?}", most + 1),
        }
        grow(&mut draft, *most);
        api.create_article(&WriteKey::fresh(), &draft).await.unwrap();
    }
}

/// A root cause that only who writes it down has.
const MOON: &str = "[[department]]\nid = \"it\"\nzh = \"信息部\"\nen = \"IT\"\nemail = \"it@example.com\"\n\
                    [[root_cause]]\nid = \"moon\"\nzh = \"月相\"\nen = \"Moon\"\ndepartment = \"it\"\n";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_the_files_is_said_without_a_server_or_a_login() {
    let home = Home::at("http://127.0.0.1:9");
    let folder = home.path().join("kb");
    fs::create_dir(&folder).unwrap();
    let file = folder.join("w1.en.md");
    let wrong = ANSWER.replace("title =", "root_causes = [\"moon\"]\ntitle =").replace("two", "one");
    fs::write(&file, &wrong).unwrap();
    let folder = folder.to_str().unwrap();
    let problems = home.run(&["kb", "check", folder], "").await;
    assert_eq!((problems.said.lines().count(), problems.code), (2, 1), "{problems:?}");
    for login in [&["--token", "expired"][..], &[][..]] {
        let complained = home.run(&[login, &["kb", "import", folder][..]].concat(), "").await.failed();
        assert!(problems.said.lines().all(|problem| complained.contains(problem)), "{complained}");
        assert!(complained.ends_with("2 problems; nothing was imported\n"), "{complained}");
        let first = format!("{}:9: ", file.display());
        assert!(complained.starts_with(&first), "what no server has to say comes first: {complained}");
    }
    fs::write(&file, ANSWER).unwrap();
    let complained = home.run(&["kb", "import", folder], "").await.failed();
    assert!(complained.contains("ringdesk login") && !complained.contains("problems"), "{complained}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_root_cause_that_only_the_settings_have_is_named_with_its_cure() {
    let author = Author::writing(&ANSWER.replace("title =", "root_causes = [\"moon\", \"sun\"]\ntitle =")).await;
    let settings = author.home.path().join(".config/ringdesk");
    fs::create_dir_all(&settings).unwrap();
    fs::write(settings.join("root_causes.toml"), MOON).unwrap();
    let folder = author.folder();
    let complained = author.runs(&["import", folder.to_str().unwrap()]).await.failed();
    let file = folder.join("w1.en.md");
    let only_here =
        format!("{}:4: root cause \"moon\" is known to these settings but not to the server: ", file.display());
    let cure = "add it to root_causes.toml beside the server's config.toml\n";
    let nowhere = format!("{}:4: root cause \"sun\" is not in root_causes.toml\n", file.display());
    assert!(complained.contains(&format!("{only_here}{cure}")) && complained.contains(&nowhere), "{complained}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_names_what_is_wrong_with_the_answers_the_root_causes_and_the_lexicon_at_once() {
    let author = Author::writing(&ANSWER.replace("title =", "root_causes = [\"moon\"]\ntitle =")).await;
    let home = author.home.path();
    let (lexicon, settings) = (home.join("words"), home.join(".config/ringdesk"));
    fs::create_dir(&lexicon).unwrap();
    fs::create_dir_all(&settings).unwrap();
    fs::write(lexicon.join("own.toml"), "[[group]]\nlang = 3\n").unwrap();
    let flags = ["--lexicon", lexicon.to_str().unwrap()];
    let both = author.checks(&flags).await;
    assert!(both.said.contains("w1.en.md:4: root cause \"moon\"") && both.said.contains("own.toml:2: "), "{both:?}");
    assert_eq!(both.code, 1);
    fs::write(lexicon.join("own.toml"), "").unwrap();
    fs::write(settings.join("root_causes.toml"), MOON).unwrap();
    assert_eq!(author.checks(&flags).await.ok(), "1 answers, nothing wrong\n");
    fs::write(settings.join("root_causes.toml"), "[[department]]\nid = 3\n").unwrap();
    author.writes(&ANSWER.replace("title =", "roles = [\"agent\"]\ntitle ="));
    let both = author.checks(&flags).await;
    assert!(both.said.contains("w1.en.md:4: ") && both.said.contains("root_causes.toml:2: "), "{both:?}");
}
