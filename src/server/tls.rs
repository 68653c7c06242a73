//! TLS (RFC 8446) by rustls: the certificate and key are files, read again as they are renewed.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::followed::Followed;

/// Where the certificate and its key are, as PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, with those between it and the authority behind it.
    pub cert: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// Why the files cannot be used.
#[derive(Debug)]
pub struct TlsError {
    file: PathBuf,
    why: String,
}

impl fmt::Display for TlsError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.file.display(), self.why)
    }
}

impl std::error::Error for TlsError {}

impl TlsFiles {
    /// What is in them, as connections need it.
    fn read(&self) -> Result<ServerConfig, TlsError> {
        let cert = |why: String| TlsError { file: self.cert.clone(), why };
        let key = |why: String| TlsError { file: self.key.clone(), why };
        let chain = CertificateDer::pem_file_iter(&self.cert).map_err(|error| cert(error.to_string()))?;
        let chain: Vec<_> = chain.collect::<Result<_, _>>().map_err(|error| cert(error.to_string()))?;
        if chain.is_empty() {
            return Err(cert("no certificate in it; it should begin with -----BEGIN CERTIFICATE-----".to_owned()));
        }
        let secret = PrivateKeyDer::from_pem_file(&self.key).map_err(|error| key(error.to_string()))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let builder = builder.map_err(|error| cert(error.to_string()))?.with_no_client_auth();
        let fits = |error: rustls::Error| key(format!("not the key of {}: {error}", self.cert.display()));
        let mut config = builder.with_single_cert(chain, secret).map_err(fits)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(config)
    }
}

/// The door for connections that speak TLS. Cheap to clone.
#[derive(Clone)]
pub struct TlsDoor {
    files: TlsFiles,
    config: Arc<RwLock<Arc<ServerConfig>>>,
}

impl TlsDoor {
    /// Reads the files.
    pub fn open(files: TlsFiles) -> Result<Self, TlsError> {
        let config = Arc::new(RwLock::new(Arc::new(files.read()?)));
        Ok(Self { files, config })
    }

    /// Shakes hands. Connections that stand keep the certificate that they began with.
    pub async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        let config = self.config.read().unwrap_or_else(PoisonError::into_inner).clone();
        TlsAcceptor::from(config).accept(stream).await
    }

    /// Takes up a renewed certificate whenever the files change. While the two do not fit each other, as in the middle of a
    /// renewal, the old one serves on.
    pub async fn follow(self) {
        let (cert, key): (&Path, &Path) = (&self.files.cert, &self.files.key);
        let mut followed = match Followed::files(&[cert, key]) {
            Ok(followed) => followed,
            Err(error) => {
                return tracing::warn!(%error, "the certificate is not followed; restart the server when it is renewed");
            }
        };
        loop {
            followed.changed().await;
            match self.files.read() {
                Ok(fresh) => {
                    *self.config.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
                    tracing::info!(file = %cert.display(), "the certificate was read again");
                }
                Err(error) => tracing::error!("the certificate stays as it was: {error}"),
            }
        }
    }
}
