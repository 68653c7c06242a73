//! Nobody listens in: certificates are checked against an authority, which here is made in the test.

use std::path::{Path, PathBuf};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tempfile::TempDir;

use crate::it::support::PATIENCE;
use crate::it::support::program::{Home, Serving};

/// An authority, and a folder for its files.
struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: TempDir,
}

impl Authority {
    fn fresh() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("ca.pem"), issuer.pem()).unwrap();
        Self { issuer, folder }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a certificate for this name, and its key; its serial number tells it from others.
    fn certifies(&self, name: &str, serial: u64) {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.serial_number = Some(serial.into());
        let key = KeyPair::generate().unwrap();
        let cert = params.signed_by(&key, &self.issuer).unwrap();
        std::fs::write(self.file("key.pem"), key.serialize_pem()).unwrap();
        std::fs::write(self.file("cert.pem"), cert.pem()).unwrap();
    }

    async fn serves(&self, house: &Path) -> Serving {
        let (cert, key) = (self.file("cert.pem"), self.file("key.pem"));
        Serving::from(house, &["--tls-cert", cert.to_str().unwrap(), "--tls-key", key.to_str().unwrap()]).await
    }

    fn pem(&self) -> String {
        self.file("ca.pem").to_str().unwrap().to_owned()
    }
}

/// What `ringdesk doctor` says of the server.
async fn doctor(home: &Home, flags: &[&str]) -> String {
    let done = home.run(&[&["doctor"], flags].concat(), "").await;
    format!("{}{}", done.said, done.complained)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_believed_only_with_a_certificate_of_a_trusted_authority() {
    let (authority, stranger, house) = (Authority::fresh(), Authority::fresh(), TempDir::new().unwrap());
    authority.certifies("127.0.0.1", 1);
    let mut serving = authority.serves(house.path()).await;
    assert!(serving.url.starts_with("https://127.0.0.1:"), "{}", serving.url);
    let code = serving.complains("--first ", "\n").await;
    let home = Home::at(&serving.url);
    let login = ["login", "root", "--first", &code];
    let untrusted = home.run(&login, "晴天-42-雨水\n").await.failed();
    assert!(untrusted.contains("cannot be reached"), "{untrusted}");
    let wrong = home.run(&[&login[..], &["--ca", &stranger.pem()]].concat(), "晴天-42-雨水\n").await.failed();
    assert!(wrong.contains("cannot be reached"), "{wrong}");
    home.run(&[&login[..], &["--ca", &authority.pem()]].concat(), "晴天-42-雨水\n").await.ok();
    home.run(&["tickets", "list", "--ca", &authority.pem()], "").await.ok();
    let nothing = home.run(&["tickets", "list", "--ca", "/nowhere.pem"], "").await;
    assert_eq!(nothing.code, 2, "{nothing:?}");
    assert_eq!(serving.ends_when_told().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_for_another_name_is_refused() {
    let (authority, house) = (Authority::fresh(), TempDir::new().unwrap());
    authority.certifies("crm.example.com", 1);
    let serving = authority.serves(house.path()).await;
    let said = doctor(&Home::at(&serving.url), &["--ca", &authority.pem()]).await;
    assert!(said.contains("cannot be reached"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewed_certificate_is_shown_without_a_restart_and_a_broken_one_is_not() {
    let (authority, house) = (Authority::fresh(), TempDir::new().unwrap());
    authority.certifies("crm.example.com", 1);
    let mut serving = authority.serves(house.path()).await;
    let home = Home::at(&serving.url);
    authority.certifies("127.0.0.1", 2);
    let begun = std::time::Instant::now();
    while doctor(&home, &["--ca", &authority.pem()]).await.contains("cannot be reached") {
        assert!(begun.elapsed() < PATIENCE, "the renewed certificate is not shown");
    }
    std::fs::write(authority.file("cert.pem"), "no certificate").unwrap();
    serving.complains("the certificate stays as it was: ", ":").await;
    assert!(!doctor(&home, &["--ca", &authority.pem()]).await.contains("cannot be reached"));
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_do_not_fit_are_refused_by_name_before_anybody_is_served() {
    let (authority, other, house) = (Authority::fresh(), Authority::fresh(), TempDir::new().unwrap());
    authority.certifies("127.0.0.1", 1);
    other.certifies("127.0.0.1", 2);
    let (cert, key) = (authority.file("cert.pem"), other.file("key.pem"));
    let flags = ["--tls-cert", cert.to_str().unwrap(), "--tls-key", key.to_str().unwrap()];
    let refused = Serving::start(house.path(), &flags).await.map(|_| ()).unwrap_err();
    assert!(refused.contains("key.pem") && refused.contains("cert.pem"), "{refused}");
    let half = Serving::start(house.path(), &flags[..2]).await.map(|_| ()).unwrap_err();
    assert!(half.contains("--tls-cert and --tls-key go together"), "{half}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_beyond_this_machine_is_spoken_to_in_the_clear_only_when_asked() {
    let home = Home::at("http://192.0.2.1:7878");
    let refused = home.run(&["tickets", "list"], "").await;
    assert_eq!(refused.code, 2);
    assert!(refused.complained.contains("--plain-http"), "{refused:?}");
}
