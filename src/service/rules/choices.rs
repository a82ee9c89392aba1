//! What is chosen from.

use crate::coded;

coded! {
    pub enum ItemKind {
        /// 工时
        Labour "labour",
        /// 配件
        Part "part",
        /// 其他
        Other "other",
    }
}

coded! {
    /// Which hourly rate applies.
    pub enum LabourKind {
        Maintenance "maintenance",
        Mechanical "mechanical",
        Electrical "electrical",
        Body "body",
        Paint "paint",
        Diagnosis "diagnosis",
    }
}

coded! {
    /// What is sold besides the work itself.
    pub enum Extra {
        /// 延保
        ExtendedWarranty "extended_warranty",
        /// 精品
        Accessory "accessory",
        /// 套餐
        Package "package",
        /// 养护产品
        Care "care",
    }
}

coded! {
    /// Who pays for an item.
    pub enum Payer {
        Customer "customer",
        Warranty "warranty",
        Insurer "insurer",
    }
}

coded! {
    /// How the customer agreed.
    pub enum ConsentHow {
        /// Signed on paper.
        Paper "paper",
        /// Signed on the screen.
        Drawn "drawn",
        Phone "phone",
        WeChat "wechat",
    }
}

coded! {
    /// How the customer was told.
    pub enum ToldHow {
        Phone "phone",
        WeChat "wechat",
        Sms "sms",
        InPerson "in_person",
    }
}

coded! {
    /// How long a finding may wait.
    pub enum Urgency {
        /// Not safe to drive.
        Now "now",
        /// Within weeks.
        Soon "soon",
        /// To be watched.
        Watch "watch",
    }
}

coded! {
    pub enum FindingState {
        /// Nobody has asked the customer yet.
        Reported "reported",
        Accepted "accepted",
        Declined "declined",
        /// Ask again later.
        Later "later",
    }
}

coded! {
    /// Why the work waits for parts.
    pub enum PartsReason {
        NotInStock "not_in_stock",
        Ordered "ordered",
        WrongPart "wrong_part",
        Manufacturer "manufacturer",
    }
}

coded! {
    pub enum PaymentMethod {
        Cash "cash",
        Card "card",
        WeChat "wechat",
        Alipay "alipay",
        Transfer "transfer",
        /// The insurer's part.
        Insurer "insurer",
    }
}
