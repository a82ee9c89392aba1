//! Money: what the front line may grant at once, and who approves more.

use super::limits::Limits;
use crate::coded;
use crate::values::money::Fen;

coded! {
    /// How high a decision goes.
    pub enum Approver {
        /// Nobody: may propose, not decide.
        None "none",
        /// Service, sales or CRM manager.
        Manager "manager",
        StoreManager "store_manager",
    }
}

/// What becomes of goodwill that somebody grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goodwill {
    /// Within the allowance: granted at once.
    AtOnce,
    /// Waits for this one.
    Waits(Approver),
}

/// Who decides about an amount.
pub fn approver(amount: Fen, limits: &Limits) -> Approver {
    if amount <= limits.manager_approves {
        Approver::Manager
    } else {
        Approver::StoreManager
    }
}

/// Whether a person of this level may decide about an amount that `is_author` says they asked for themselves.
pub fn may_decide(person: Approver, is_author: bool, amount: Fen, limits: &Limits) -> bool {
    !is_author && person >= approver(amount, limits)
}

/// `already`: what was granted on this complaint without an approval. The allowance is for the complaint, not for each grant.
pub fn goodwill(amount: Fen, already: Fen, limits: &Limits) -> Goodwill {
    match already.checked_add(amount) {
        Some(sum) if sum <= limits.allowance => Goodwill::AtOnce,
        _ => Goodwill::Waits(approver(amount, limits)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn yuan(yuan: i64) -> Fen {
        Fen::new(yuan * 100)
    }

    #[test]
    fn by_amount() {
        let limits = Limits::default();
        for (amount, wanted) in [
            (Fen::ZERO, Approver::Manager),
            (yuan(2_000), Approver::Manager),
            (Fen::new(200_001), Approver::StoreManager),
            (Fen::MAX, Approver::StoreManager),
        ] {
            assert_eq!(approver(amount, &limits), wanted, "{amount:?}");
        }
    }

    #[test]
    fn never_the_author_whoever_it_is() {
        let limits = Limits::default();
        assert!(may_decide(Approver::Manager, false, yuan(2_000), &limits));
        assert!(!may_decide(Approver::Manager, false, yuan(2_001), &limits));
        assert!(may_decide(Approver::StoreManager, false, yuan(1_000_000), &limits));
        for level in Approver::ALL {
            assert!(!may_decide(*level, true, yuan(1), &limits));
        }
        assert!(!may_decide(Approver::None, false, Fen::ZERO, &limits));
    }

    #[test]
    fn the_allowance_is_for_the_whole_complaint() {
        let limits = Limits::default();
        assert_eq!(goodwill(yuan(200), Fen::ZERO, &limits), Goodwill::AtOnce);
        assert_eq!(goodwill(yuan(100), yuan(100), &limits), Goodwill::AtOnce);
        assert_eq!(
            goodwill(yuan(100), Fen::new(10_001), &limits),
            Goodwill::Waits(Approver::Manager)
        );
        assert_eq!(
            goodwill(yuan(2_001), Fen::ZERO, &limits),
            Goodwill::Waits(Approver::StoreManager)
        );
    }

    proptest! {
        #[test]
        fn many_small_grants_never_exceed_the_allowance(grants in proptest::collection::vec(0i64..30_000, 0..30)) {
            let limits = Limits::default();
            let mut granted = Fen::ZERO;
            for grant in grants {
                if goodwill(Fen::new(grant), granted, &limits) == Goodwill::AtOnce {
                    granted = granted.checked_add(Fen::new(grant)).unwrap();
                }
            }
            prop_assert!(granted <= limits.allowance);
        }
    }
}
