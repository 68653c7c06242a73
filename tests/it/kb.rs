//! A folder of answers on its way to the server: whatever it says arrives once, and what the desk taught stays.

use std::fs;
use std::path::PathBuf;

use ringdesk::crm::api::WriteKey;
use ringdesk::crm::problem::CrmError;
use ringdesk::domain::article::{Article, LONGEST_BODY, LONGEST_OWNER, LONGEST_PRODUCT, LONGEST_TITLE};
use ringdesk::domain::article::{LONGEST_PHRASING, MOST_ACTIONS, MOST_PHRASINGS, MOST_PRODUCTS};
use ringdesk::knowledge::article_file;
use ringdesk::wire::request::{ArticleDraft, NewPhrasing};
use serde_json::{Value, json};

use crate::it::support::office::{HE, LIN, Office, ZHOU};
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
        self.runs_as(HE, arguments).await
    }

    async fn runs_as(&self, login: &str, arguments: &[&str]) -> Done {
        let token = self.office.token(login).reveal();
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

    /// Another answer of the server, w2.en, has this phrasing.
    async fn others_say(&self, phrasing: &str) {
        let own = article_file::parse("w1.en.md", ANSWER).unwrap();
        let other = ArticleDraft { id: "w2.en".into(), phrasings: vec![phrasing.to_owned()], ..own };
        self.office.api(HE).create_article(&WriteKey::fresh(), &other).await.unwrap();
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

const UNCHANGED: &str = "1 answer, 1 unchanged\n";

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_withdrawn_is_brought_back() {
    let author = Author::writing(ANSWER).await;
    assert_eq!(author.imports(&[]).await, "+ w1.en\n1 answer, 0 unchanged\n");
    author.withdraws().await;
    let back = "~ w1.en: brought back\n1 answer, 0 unchanged\n";
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
    let cure = "to bring it back: ringdesk kb accept w1.en \"blorptang three\"";
    let left_out = format!("! w1.en: \"blorptang three\" is left out, it misled or was declined; {cure}\n");
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
    let cure = "to bring it back: ringdesk kb accept w1.en \"Blorptang never came\"";
    let left_out = format!("! w1.en: \"Blorptang never came\" is left out, it misled or was declined; {cure}\n");
    for flags in [&["--dry-run"][..], &[][..]] {
        assert_eq!(author.imports(flags).await, format!("{left_out}{UNCHANGED}"));
    }
    assert_eq!(author.article().await.phrasings.len(), 3);
    author.runs(&["accept", "w1.en", "Blorptang never came"]).await.ok();
    assert_eq!(author.imports(&[]).await, UNCHANGED);
    assert_eq!(author.article().await.phrasings[3], "Blorptang never came");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_about_a_phrasing_says_what_came_of_it() {
    let author = Author::writing(ANSWER).await;
    author.imports(&[]).await;
    let accepting = ["accept", "w1.en", "Blorptang never came"];
    for (who, so_far) in [(LIN, "1 of 3 agents; 2 more have"), (ZHOU, "2 of 3 agents; 1 more has")] {
        let proposed = author.runs_as(who, &accepting).await.ok();
        let waiting = "proposed: w1.en does not say \"Blorptang never came\" yet, confirmed by";
        assert_eq!(proposed, format!("{waiting} {so_far} to, or a lead\n"));
    }
    let declined = "declined: w1.en does not say \"Blorptang never came\"\n";
    for spelling in ["blorptang NEVER came!", "Blorptang never came"] {
        assert_eq!(author.runs(&["decline", "w1.en", spelling]).await.ok(), declined);
    }
    let refused = author.runs_as(LIN, &accepting).await.failed();
    assert!(refused.contains("only a lead brings it back"), "{refused}");
    assert_eq!(author.runs(&accepting).await.ok(), "accepted: w1.en says \"Blorptang never came\"\n");
    assert_eq!(author.runs(&["decline", "w1.en", "blorptang, never came"]).await.ok(), declined);
    assert_eq!(author.article().await.phrasings.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phrasing_that_another_answer_of_the_server_has_is_not_imported() {
    let author = Author::writing(ANSWER).await;
    author.others_say("Blorptang TWO!").await;
    let place = author.folder().join("w1.en.md:8").display().to_string();
    let fault = "\"blorptang two\" says the same as \"Blorptang TWO!\" of w2.en on the server";
    let cure = "keep one; to take it out there: ringdesk kb decline w2.en 'Blorptang TWO!'";
    let folder = author.folder();
    let import = ["import", folder.to_str().unwrap()];
    for flags in [&["--dry-run"][..], &[][..]] {
        let complained = author.runs(&[&import[..], flags].concat()).await.failed();
        assert!(complained.starts_with(&format!("{place}: {fault}: {cure}\n")), "{complained}");
        assert!(complained.ends_with("1 problem; nothing was imported\n"), "{complained}");
    }
    assert!(author.office.api(HE).article(&"w1.en".into()).await.is_err());
    author.runs(&["decline", "w2.en", "Blorptang TWO!"]).await.ok();
    assert_eq!(author.imports(&[]).await, "+ w1.en\n1 answer, 0 unchanged\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phrasing_that_the_server_keeps_out_of_its_answer_is_no_reason_to_import_nothing() {
    let author = Author::writing(ANSWER).await;
    author.imports(&[]).await;
    author.runs(&["decline", "w1.en", "blorptang two"]).await.ok();
    author.others_say("blorptang two").await;
    let said = author.imports(&[]).await;
    assert!(said.starts_with("! w1.en: \"blorptang two\" is left out") && said.ends_with(UNCHANGED), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_says_so_before_a_second_answer_has_a_phrasing() {
    let author = Author::writing(ANSWER).await;
    author.imports(&[]).await;
    author.others_say("blorptang nine").await;
    let two = "\"blorptang two\"";
    let refused = author.runs(&["accept", "w2.en", "Blorptang two"]).await.failed();
    let moved = format!("ringdesk kb decline w1.en {two} && ringdesk kb accept w2.en \"Blorptang two\"");
    assert!(refused.contains(&format!("w1.en says {two} already; to move it: {moved};")), "{refused}");
    let proposed = author.runs_as(LIN, &["accept", "w2.en", "blorptang two"]).await.ok();
    assert!(proposed.contains("confirmed by 1 of 3 agents"), "{proposed}");
    let accepted = author.runs(&["accept", "w2.en", "blorptang two", "--shared"]).await.ok();
    assert_eq!(accepted, format!("accepted: w2.en says {two}\n"));
    let folder = author.folder();
    let imported = author.runs(&["import", folder.to_str().unwrap()]).await;
    let named = format!("w1.en.md:8: {two} is also said by w2.en on the server, as before: keep one");
    assert!(imported.complained.contains(&named), "{imported:?}");
    assert_eq!(imported.ok(), UNCHANGED);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_says_cannot_be_declined() {
    let author = Author::writing(ANSWER).await;
    author.imports(&[]).await;
    let complained = author.runs(&["decline", "w1.en", "blorptang tow"]).await.failed();
    let unsaid = "w1.en does not say \"blorptang tow\"";
    assert!(complained.contains(unsaid) && complained.contains("kb phrasings"), "{complained}");
    assert_eq!(author.article().await.phrasings.len(), 3);
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
    let cure = "to take it out: ringdesk kb decline w1.en";
    let kept = &format!("    not in the file, kept on the server: \"blorptang two\"; {cure} \"blorptang two\"\n");
    for flags in [&["--dry-run"][..], &[][..]] {
        assert_eq!(author.imports(flags).await, format!("= w1.en\n{kept}{UNCHANGED}"));
    }
    let taught = NewPhrasing { text: "blorptang never came".to_owned() };
    author.office.api(HE).propose_phrasing(&WriteKey::fresh(), &"w1.en".into(), &taught).await.unwrap();
    author.writes(&ANSWER.replace("blorptang two", "blorptang four"));
    let said = author.imports(&[]).await;
    let never = "\"blorptang never came\"";
    let taught = &format!("    not in the file, kept on the server: {never}; {cure} {never}\n");
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
    ("actions", |draft, most| draft.actions = said(most), MOST_ACTIONS),
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
    let unknown = "is not in root_causes.toml: add it there or leave it out";
    let nowhere = format!("{}:4: root cause \"sun\" {unknown}\n", file.display());
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
    assert_eq!(author.checks(&flags).await.ok(), "1 answer, nothing wrong\n");
    fs::write(settings.join("root_causes.toml"), "[[department]]\nid = 3\n").unwrap();
    author.writes(&ANSWER.replace("title =", "roles = [\"agent\"]\ntitle ="));
    let both = author.checks(&flags).await;
    assert!(both.said.contains("w1.en.md:4: ") && both.said.contains("root_causes.toml:2: "), "{both:?}");
}

/// A home with a file `kb/w1.en.md` of these bytes, and the path of its folder; there is no server.
fn home_with(answer: &[u8]) -> (Home, String) {
    let home = Home::at("http://127.0.0.1:9");
    let folder = home.path().join("kb");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("w1.en.md"), answer).unwrap();
    let folder = folder.to_str().unwrap().to_owned();
    (home, folder)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_utf_8_is_named_with_its_line() {
    let (home, folder) = home_with(&[ANSWER.as_bytes(), &b"2. Caf\xe9.\n"[..]].concat());
    let problem = format!("{folder}/w1.en.md:13: byte E9 is not UTF-8: save it as UTF-8\n");
    let checked = home.run(&["kb", "check", &folder], "").await;
    assert_eq!((&checked.said, checked.code), (&problem, 1), "{checked:?}");
    let imported = home.run(&["kb", "import", &folder], "").await.failed();
    assert!(imported.starts_with(&problem), "{imported}");
    assert!(imported.ends_with("1 problem; nothing was imported\n"), "{imported}");
    let searched = home.run(&["kb", "search", "blorptang", "--articles", &folder], "").await.failed();
    assert!(searched.contains(problem.trim_end()), "{searched}");
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_in_the_folder_of_the_answers_are_read_too() {
    let author = Author::writing(ANSWER).await;
    let (returns, hidden) = (author.folder().join("returns/abroad"), author.folder().join(".drafts"));
    for folder in [&returns, &hidden] {
        fs::create_dir_all(folder).unwrap();
    }
    fs::write(hidden.join("w3.en.md"), "to be written").unwrap();
    let (file, other) = (returns.join("w2.en.md"), author.folder().join("w1.en.md"));
    fs::write(&file, ANSWER.replace("w1.en", "w2.en").replace("blorptang", "zonkfrob")).unwrap();
    let checked = author.checks(&[]).await;
    let also = format!("is also at {}:4: rename one", file.display());
    let problem = format!("{}:4: the title \"Blorptang\" {also}\n", other.display());
    assert_eq!((checked.said, checked.code), (problem, 1));
    fs::write(&file, ANSWER.replace("w1.en", "w2.en").replace("lorptang", "zonkfrob")).unwrap();
    assert_eq!(author.checks(&[]).await.ok(), "2 answers, nothing wrong\n");
    assert_eq!(author.imports(&[]).await, "+ w2.en\n+ w1.en\n2 answers, 0 unchanged\n");
    let folder = author.folder();
    let search = ["search", "bzonkfrob one", "--articles", folder.to_str().unwrap()];
    let searched = author.runs(&search).await.ok();
    assert!(searched.contains("w2.en"), "{searched}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_the_folder_it_stands_in_leads_nowhere() {
    let (home, folder) = home_with(ANSWER.as_bytes());
    std::os::unix::fs::symlink(&folder, home.path().join("kb/again")).unwrap();
    assert_eq!(home.run(&["kb", "check", &folder], "").await.ok(), "1 answer, nothing wrong\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lexicon_that_is_not_there_is_named_if_it_was_asked_for() {
    let (home, folder) = home_with(ANSWER.as_bytes());
    assert_eq!(home.run(&["kb", "check", &folder], "").await.ok(), "1 answer, nothing wrong\n");
    let words = home.path().join("words");
    let checked = home.run(&["kb", "check", &folder, "--lexicon", words.to_str().unwrap()], "").await;
    let missing = format!("{}: there is no such folder; make it, or leave out --lexicon\n", words.display());
    assert_eq!((&checked.said, checked.code), (&missing, 1), "{checked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_for_no_answers_at_all_is_refused() {
    let (home, folder) = home_with(ANSWER.as_bytes());
    let search = ["kb", "search", "blorptang one", "--articles", folder.as_str(), "--limit"];
    let refused = home.run(&[&search[..], &["0"][..]].concat(), "").await;
    assert!(refused.code == 2 && refused.complained.contains("--limit"), "{refused:?}");
    assert!(home.run(&[&search[..], &["1"][..]].concat(), "").await.ok().contains("w1.en"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_for_scripts_says_why_each_answer_is_there() {
    let chinese = ANSWER.replace("lang = \"en\"", "lang = \"zh-CN\"").replace("blorptang one", "怎么样才能退货");
    let (home, folder) = home_with(chinese.as_bytes());
    let first = async |asked: &str| {
        let found = home.run(&["kb", "search", asked, "--articles", &folder, "--json"], "").await.ok();
        let hits: Vec<Value> = serde_json::from_str(&found).unwrap();
        hits.into_iter().next().unwrap()
    };
    let by_words = first("blorptang two").await;
    assert!(by_words["why"]["same"].to_string().contains("two"), "{by_words}");
    assert_eq!(by_words["why"]["spelled"], false);
    let by_pinyin = json!({"same": [], "alike": [], "spelled": true, "learned": false});
    assert_eq!(first("zenme tuihuo").await["why"], by_pinyin);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_that_is_missing_is_named_with_where_it_was_looked_for() {
    let answer = ANSWER.replace("title =", "recordings = [{ file = \"../recordings/gone.ogg\" }]\ntitle =");
    let (home, folder) = home_with(answer.as_bytes());
    let checked = home.run(&["kb", "check", &folder], "").await;
    let place = format!("{folder}/w1.en.md:4: recording \"../recordings/gone.ogg\"");
    let cure = format!("there is no {folder}/../recordings/gone.ogg; put it there or correct the path");
    assert_eq!((checked.said, checked.code), (format!("{place}: {cure}\n"), 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_measure_says_what_it_could_not_measure_and_how_much_was_typed() {
    let home = Home::at("http://127.0.0.1:9");
    let file = |name: &str, text: &str| {
        let path = home.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let index = file("index.tsv", "lost\tmy parcel never turned up\nback\tI want my money back\n");
    let eval = ["kb", "eval", "--index", index.as_str(), "--queries"];

    let others = file("others.tsv", "Lost\tmy parcel never turned up\n");
    let others = home.run(&[&eval[..], &[others.as_str()][..]].concat(), "").await;
    assert!(others.complained.contains("none of the queries' ids is in the index"), "{others:?}");
    let row = others.ok().lines().nth(1).unwrap().to_owned();
    let cells: Vec<&str> = row.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
    assert_eq!(cells[..5], ["100 %", "-", "-", "-", "-"]);

    let missed = file("missed.tsv", "back\tmy parcel never turned up\n");
    let missed = home.run(&[&eval[..], &[missed.as_str(), "--prefix", "60", "--explain"][..]].concat(), "").await;
    assert!(!missed.complained.contains("none of"), "{missed:?}");
    let said = missed.ok();
    for miss in ["100 % typed, \"my parcel never turned up\": back ", "60 % typed, \"my parcel never\": back "] {
        assert!(said.lines().any(|line| line.starts_with(miss)), "{said}");
    }

    let broken = file("broken.tsv", "lost\tmy parcel\nlost\t\n");
    let complained = home.run(&[&eval[..], &[broken.as_str()][..]].concat(), "").await.failed();
    assert!(complained.contains(&format!("{broken}:2: not an id, a tab and a text")), "{complained}");
}
