//! Words in zh-CN and English, as typed constants: a missing translation does not compile.

pub mod durations;
pub mod faults;
pub mod times;

pub use crate::{labels, words};

/// The two languages of the screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

impl Lang {
    /// The value of the `lang` attribute.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    /// The language stored under `code`; anything unknown reads as Chinese.
    pub fn from_code(code: &str) -> Self {
        match code {
            "en" => Lang::En,
            _ => Lang::Zh,
        }
    }

    /// How the choice is stored: `zh` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Zh => "zh",
            Lang::En => "en",
        }
    }

    /// The one of two wordings that belongs to this language.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

/// Declares a struct of words with its Chinese and English edition.
///
/// ```
/// yingke::words! {
///     /// Words of the door.
///     pub struct Door { push: "推", "Push"; pull: "拉", "Pull"; }
/// }
/// assert_eq!(Door::of(yingke::platform::i18n::Lang::En).pull, "Pull");
/// ```
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* $vis:vis struct $Name:ident { $($key:ident : $zh:literal , $en:literal ;)* }) => {
        $(#[$meta])*
        #[derive(Debug)]
        $vis struct $Name { $(pub $key: &'static str,)* }

        impl $Name {
            const ZH: Self = Self { $($key: $zh,)* };
            const EN: Self = Self { $($key: $en,)* };

            /// The edition in this language.
            pub fn of(lang: $crate::platform::i18n::Lang) -> &'static Self {
                match lang {
                    $crate::platform::i18n::Lang::Zh => &Self::ZH,
                    $crate::platform::i18n::Lang::En => &Self::EN,
                }
            }
        }
    };
}

/// Gives the choices of an enum their names: `labels! { Tier { Gold: "金卡", "Gold"; } }` makes `Tier::label(lang)`.
#[macro_export]
macro_rules! labels {
    ($($Name:ident { $($Variant:ident : $zh:literal , $en:literal ;)* })*) => {$(
        impl $Name {
            /// The name people know the choice by.
            pub fn label(self, lang: $crate::platform::i18n::Lang) -> &'static str {
                match self { $(Self::$Variant => lang.pick($zh, $en),)* }
            }

            /// All choices, for a select or a group of ticks.
            pub fn choices(lang: $crate::platform::i18n::Lang) -> Vec<$crate::platform::web::page::Choice> {
                Self::ALL.iter().map(|one| $crate::platform::web::page::Choice::new(one.code(), one.label(lang))).collect()
            }
        }
    )*};
}
