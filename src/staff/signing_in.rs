//! How long people stay signed in, and who needs a second step.

use chrono::TimeDelta;

use crate::access::Role;
use crate::platform::error::FieldErrors;
use crate::settings;
use crate::values::fault::Fault;

settings! {
    /// Sessions and the second step. A session keeps what was said when it began.
    pub struct SigningIn("staff.signing_in", "登录安全", "Signing in") {
        idle_minutes: Minutes(5, 240) = 30, "无操作多久后退出", "Sign out after no activity",
            "从下次登录起生效；打开着的页面自动刷新不算操作", "From the next sign-in on; an open page that refreshes by itself is no activity";
        absolute_hours: Hours(1, 24) = 10, "最长保持登录", "Sign in again after", "从下次登录起生效", "From the next sign-in on";
        second_step: Bool = true, "敏感岗位必须两步验证", "Sensitive roles need a second step",
            "数据专员、各级经理和系统管理员；从下次登录起生效。演示门店不要求",
            "Data specialists, managers and administrators; from the next sign-in on. Not asked in a demo store";
    }
    check(idle_within_absolute)
}

/// The roles that see or change so much that a password alone is too little.
const SENSITIVE: [Role; 6] = [
    Role::DataSpecialist,
    Role::SalesManager,
    Role::ServiceManager,
    Role::CrmManager,
    Role::StoreManager,
    Role::Admin,
];

fn idle_within_absolute(limits: &SigningIn) -> FieldErrors {
    let longest = limits.absolute_hours * 60;
    if limits.idle_minutes > longest {
        let fault = Fault::TooLarge { max: longest.into() };
        FieldErrors::from([("idle_minutes".to_owned(), fault)])
    } else {
        FieldErrors::new()
    }
}

impl SigningIn {
    /// Whether somebody with these roles must have a second step.
    pub fn requires_second_step(&self, roles: &[Role], is_demo: bool) -> bool {
        self.second_step && !is_demo && roles.iter().any(|role| SENSITIVE.contains(role))
    }

    /// A session ends this long after sign-in, used or not.
    pub fn absolute(&self) -> TimeDelta {
        TimeDelta::hours(self.absolute_hours.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sensitive_roles_need_a_second_step_unless_it_is_a_demo_or_switched_off() {
        let on = SigningIn::default();
        let off = SigningIn {
            second_step: false,
            ..SigningIn::default()
        };
        for role in Role::ALL {
            assert_eq!(on.requires_second_step(&[*role], false), SENSITIVE.contains(role));
            assert!(!on.requires_second_step(&[*role], true) && !off.requires_second_step(&[*role], false));
        }
        assert!(on.requires_second_step(&[Role::CustomerCare, Role::Admin], false));
        assert!(!on.requires_second_step(&[], false));
    }

    #[test]
    fn nobody_may_be_idle_for_longer_than_a_session_lasts() {
        assert!(idle_within_absolute(&SigningIn::default()).is_empty());
        let long = SigningIn {
            idle_minutes: 61,
            absolute_hours: 1,
            ..SigningIn::default()
        };
        assert!(idle_within_absolute(&long).contains_key("idle_minutes"));
    }
}
