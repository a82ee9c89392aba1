//! What the store may change about messages to prospects.

use crate::settings;

settings! {
    /// What every message may name.
    pub struct WritingSettings("sales.messages", "销售消息", "Messages to prospects") {
        phones: Phones(3) = Vec::new(), "门店电话", "The store's phone",
            "写进销售消息，每行一个；不填则用门店资料里的电话", "Named in messages to prospects, one on a line; left empty, the phone of the store is named";
    }
}
