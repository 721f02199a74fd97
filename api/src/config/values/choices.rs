//! Values that are one of a few words.
use super::Value;

macro_rules! choices {
    ($(#[$meta:meta])* $name:ident, $wanted:literal { $($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl Value for $name {
            const WANTED: &'static str = $wanted;
            fn read(text: &str) -> Option<Self> {
                match text { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

choices! {
    /// Shape of the log's lines.
    LogFormat, "auto, pretty or json" {
        /// Pretty on a terminal, JSON otherwise.
        Auto = "auto",
        /// For people.
        Pretty = "pretty",
        /// For machines, one object a line.
        Json = "json",
    }
}

choices! {
    /// Which claims an issuer writes.
    IssuerKind, "maskinporten, helseid or oidc" {
        /// Maskinporten: systems; the organisation is in `consumer`.
        Maskinporten = "maskinporten",
        /// HelseID: people in health care.
        HelseId = "helseid",
        /// Any other OpenID Connect provider.
        Oidc = "oidc",
    }
}

choices! {
    /// How the way to a mail server is kept private.
    Encryption, "starttls, tls or none" {
        /// Begun in the clear and encrypted before anything is said; never without.
        StartTls = "starttls",
        /// From the first byte.
        Tls = "tls",
        /// Not at all.
        None = "none",
    }
}
