//! Which column holds what: headers as dealers' systems write them, matched to fields, with a chance to change.

crate::coded! {
    /// What a file is a list of.
    #[derive(Default)]
    pub enum Kind { #[default] Customers "customers", Services "services", Leads "leads" }
}

impl Kind {
    /// What a column of such a file may hold.
    pub fn fields(self) -> Vec<Field> {
        match self {
            Kind::Customers => Field::ALL
                .iter()
                .copied()
                .filter(|field| SHARED.contains(field) || !(SERVICE.contains(field) || OF_LEADS.contains(field)))
                .collect(),
            Kind::Services => SERVICE.to_vec(),
            Kind::Leads => LEAD.iter().chain(OF_LEADS).copied().collect(),
        }
    }

    /// The fields without which nothing can be made of a record.
    pub fn required(self) -> &'static [Field] {
        match self {
            Kind::Customers => &[Field::Name, Field::Phone],
            Kind::Services => &[Field::Number, Field::ServedAt, Field::Vin, Field::Total],
            Kind::Leads => &[Field::Name, Field::Phone, Field::Source],
        }
    }
}

/// The columns of a service history.
const SERVICE: &[Field] = &[
    Field::Number,
    Field::ServedAt,
    Field::Vin,
    Field::Mileage,
    Field::Items,
    Field::Labour,
    Field::Parts,
    Field::Total,
    Field::Technician,
];
/// The columns of a list of leads that lists of customers have too.
const LEAD: &[Field] = &[Field::Name, Field::Phone, Field::Model, Field::Source];
/// Those that only a list of leads has.
const OF_LEADS: &[Field] = &[Field::ExternalId, Field::SentAt, Field::City, Field::Words];
/// Those that lists of customers have too.
const SHARED: &[Field] = &[Field::Vin, Field::Mileage];

macro_rules! fields {
    ($($Field:ident $code:literal $zh:literal $en:literal : $($synonym:literal)*;)*) => {
        /// What a column may hold.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Field { $($Field,)* }

        impl Field {
            pub const ALL: &[Field] = &[$(Field::$Field,)*];

            /// How the field is stored and named in reports.
            pub fn code(self) -> &'static str {
                match self { $(Field::$Field => $code,)* }
            }

            /// What it is called, in Chinese and in English.
            pub fn names(self) -> (&'static str, &'static str) {
                match self { $(Field::$Field => ($zh, $en),)* }
            }

            /// Headers that mean this field, besides its code and labels; bare as [`bare`] leaves them.
            fn synonyms(self) -> &'static [&'static str] {
                match self { $(Field::$Field => &[$($synonym,)*],)* }
            }
        }
    };
}

fields! {
    Name "name" "客户姓名" "Customer name":
        "姓名" "客户" "客户名称" "名称" "车主" "车主姓名" "联系人姓名" "customer" "fullname" "owner name";
    Kind "kind" "客户类型" "Customer type": "客户性质" "类型" "客户类别" "type";
    Gender "gender" "性别" "Gender": "称谓" "sex";
    Phone "phone" "手机" "Phone":
        "手机号" "手机号码" "电话" "电话号码" "联系电话" "联系方式" "移动电话" "客户手机" "客户电话" "mobile" "mobilephone" "phonenumber" "tel" "telephone" "cell";
    OtherPhone "other_phone" "其他电话" "Other phone":
        "备用电话" "电话2" "手机2" "家庭电话" "座机" "固定电话" "固话" "办公电话" "备用手机" "phone2" "landline" "homephone";
    BirthDate "birth_date" "出生日期" "Date of birth": "生日" "出生年月" "出生年月日" "birthday" "dob" "birthdate";
    Email "email" "邮箱" "E-mail": "电子邮箱" "电子邮件" "邮件" "mail" "emailaddress";
    WeChat "wechat" "微信" "WeChat": "微信号" "微信id" "wechatid";
    IdNumber "id_number" "身份证号" "ID number": "身份证" "身份证号码" "证件号" "证件号码" "idcard" "identitynumber";
    CreditCode "credit_code" "统一社会信用代码" "Credit code": "信用代码" "税号" "纳税人识别号" "uscc";
    ContactPerson "contact_person" "联系人" "Contact person": "单位联系人" "企业联系人" "contact" "contactname";
    Address "address" "地址" "Address": "联系地址" "通讯地址" "家庭地址" "住址" "详细地址" "客户地址";
    Occupation "occupation" "职业" "Occupation": "行业" "职务" "job" "profession";
    Source "source" "来源渠道" "Source": "来源" "客户来源" "线索来源" "渠道" "信息来源" "channel" "leadsource";
    Usage "usage_scenario" "用途" "Usage": "用车场景" "使用场景" "使用性质" "车辆用途" "usagescenario" "use";
    Tier "tier" "会员等级" "Membership tier": "等级" "会员级别" "客户等级" "会员" "membership" "level" "memberlevel";
    Owner "owner" "负责人" "Owner": "销售顾问" "服务顾问" "顾问" "归属人" "所属顾问" "跟进人" "客户经理" "consultant" "advisor" "salesperson" "responsible";
    Tags "tags" "标签" "Tags": "客户标签" "tag" "labels";
    Plate "plate" "车牌号" "Plate": "车牌" "车牌号码" "牌照" "牌照号" "号牌" "plateno" "platenumber" "licenseplate" "licenceplate" "registration";
    Vin "vin" "车架号" "VIN": "车辆识别代号" "车辆识别代码" "车辆识别码" "底盘号" "vin码" "vincode" "vinnumber" "chassisno" "chassisnumber" "frameno";
    EngineNumber "engine_number" "发动机号" "Engine number": "发动机号码" "电机号" "驱动电机号" "engineno";
    Brand "brand" "品牌" "Brand": "车辆品牌" "厂牌" "make";
    Model "model" "车型" "Model": "车系" "车型名称" "车辆型号" "型号" "购买车型" "意向车型" "意向车系" "carmodel" "vehiclemodel";
    Trim "trim" "配置" "Trim": "版本" "款式" "配置版本" "车款" "version";
    Colour "colour" "颜色" "Colour": "车身颜色" "车色" "外观颜色" "外色" "color" "exteriorcolor";
    Energy "energy" "能源类型" "Energy type": "动力类型" "燃料类型" "燃料种类" "能源" "fuel" "fueltype";
    PurchaseDate "purchase_date" "购车日期" "Purchase date": "购买日期" "购车时间" "交车日期" "销售日期" "开票日期" "purchased" "purchasedon" "saledate" "deliverydate";
    Mileage "mileage" "行驶里程" "Mileage": "里程" "公里数" "里程数" "表显里程" "进厂里程" "行驶公里" "odometer" "mileagekm" "km";
    WarrantyUntil "warranty_until" "保修到期" "Warranty until": "质保到期" "保修到期日" "质保到期日期" "保修截止" "warrantyend";
    InsuranceUntil "insurance_until" "保险到期" "Insurance until": "保险到期日" "保险到期日期" "交强险到期" "保险截止" "insuranceend";
    Number "order_number" "工单号" "Order number":
        "工单编号" "工单" "委托书号" "维修单号" "结算单号" "施工单号" "单号" "编号" "orderno" "workorder" "workordernumber" "number" "repairorder" "ro";
    ServedAt "served_at" "开单时间" "Date of service":
        "开单日期" "进厂时间" "进厂日期" "维修日期" "维修时间" "保养日期" "来店日期" "来店时间" "服务日期" "结算日期" "结算时间" "日期" "时间" "date" "openedat" "servicedate" "opened";
    Items "items" "项目" "Items": "维修项目" "服务项目" "保养项目" "作业项目" "维修内容" "作业内容" "项目名称" "work" "services" "operations";
    Labour "labour" "工时费" "Labour": "工时金额" "工时费用" "人工费" "labor" "labourcost" "laborcost";
    Parts "parts" "材料费" "Parts": "配件费" "零件费" "备件费" "材料金额" "配件金额" "materials" "partscost";
    Total "total" "结算金额" "Total": "总金额" "合计" "合计金额" "总计" "应收金额" "实收金额" "金额" "amount" "totalamount" "settled";
    Technician "technician" "技师" "Technician": "维修技师" "主修技师" "主修" "修理工" "施工人" "mechanic";
    ExternalId "external_id" "线索ID" "Lead id": "线索编号" "线索号" "编号" "leadno" "leadnumber";
    SentAt "submitted_at" "提交时间" "Submitted": "留资时间" "线索时间" "创建时间" "提交日期" "时间" "日期" "createdat" "date" "time";
    City "city" "城市" "City": "所在城市" "意向城市" "地区" "region";
    Words "message" "留言" "Message": "客户留言" "需求" "咨询内容" "备注" "comment" "comments" "notes" "remarks";
    Notes "notes" "备注" "Notes": "说明" "备注信息" "客户备注" "note" "remark" "remarks" "comment" "comments" "memo";
}

impl Field {
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.code() == code)
    }

    /// The field that a header means.
    pub fn of_header(kind: Kind, header: &str) -> Option<Self> {
        let header = bare(header);
        if header.is_empty() {
            return None;
        }
        kind.fields().into_iter().find(|field| {
            let (zh, en) = field.names();
            [field.code(), zh, en]
                .iter()
                .chain(field.synonyms())
                .any(|name| bare(name) == header)
        })
    }

    /// By code, label or header: how `--map` may name it.
    pub fn named(kind: Kind, text: &str) -> Option<Self> {
        Self::parse(text.trim())
            .filter(|field| kind.fields().contains(field))
            .or_else(|| Self::of_header(kind, text))
    }

    /// Fields of the car rather than of its owner.
    pub fn is_of_vehicle(self) -> bool {
        use Field::*;
        matches!(
            self,
            Plate
                | Vin
                | EngineNumber
                | Brand
                | Model
                | Trim
                | Colour
                | Energy
                | PurchaseDate
                | Mileage
                | WarrantyUntil
                | InsuranceUntil
        )
    }
}

/// A header without what varies: width, case, spaces, signs, a unit or remark in brackets, a star for "required".
fn bare(header: &str) -> String {
    let mut depth = 0_u32;
    crate::values::text::normalize_width(header)
        .chars()
        .filter(|c| {
            match c {
                '(' | '[' | '【' => depth += 1,
                ')' | ']' | '】' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            depth == 0 && c.is_alphanumeric()
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// How many of these cells are headers we know, whatever the file is a list of.
pub fn recognised(cells: &[String]) -> usize {
    let known = |kind: &Kind| {
        cells
            .iter()
            .filter(|cell| Field::of_header(*kind, cell).is_some())
            .count()
    };
    Kind::ALL.iter().map(known).max().unwrap_or_default()
}

/// What a file with these headers is more likely a list of: something that finds all it needs among them, and more of them
/// than what was chosen.
pub fn likelier(chosen: Kind, headers: &[String]) -> Option<Kind> {
    let found = |mapping: &Mapping| mapping.fields().iter().flatten().count();
    let known = found(&Mapping::of_headers(chosen, headers));
    Kind::ALL
        .iter()
        .filter(|other| **other != chosen)
        .map(|other| Mapping::of_headers(*other, headers))
        .filter(|mapping| mapping.missing().is_empty() && found(mapping) > known)
        .max_by_key(found)
        .map(|mapping| mapping.kind())
}

/// For each column of a file the field it fills, or none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    kind: Kind,
    columns: Vec<Option<Field>>,
}

impl Mapping {
    /// By the headers; the first of two columns for one field has it.
    pub fn of_headers(kind: Kind, headers: &[String]) -> Self {
        let mut mapping = Self {
            kind,
            columns: vec![None; headers.len()],
        };
        for (column, header) in headers.iter().enumerate() {
            let field = Field::of_header(kind, header);
            if field.is_some_and(|field| mapping.column(field).is_none())
                && let Some(slot) = mapping.columns.get_mut(column)
            {
                *slot = field;
            }
        }
        mapping
    }

    /// From field codes in the order of the columns, as stored and posted; an unknown code fills nothing.
    pub fn of_codes<S: AsRef<str>>(kind: Kind, codes: impl IntoIterator<Item = S>) -> Self {
        let fields = kind.fields();
        let known = |code: S| Field::parse(code.as_ref()).filter(|field| fields.contains(field));
        Self {
            kind,
            columns: codes.into_iter().map(known).collect(),
        }
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub fn codes(&self) -> Vec<&'static str> {
        self.columns.iter().map(|field| field.map_or("", Field::code)).collect()
    }

    pub fn fields(&self) -> &[Option<Field>] {
        &self.columns
    }

    /// Lets a column fill a field, which no other column then does.
    pub fn set(&mut self, column: usize, field: Option<Field>) {
        for slot in &mut self.columns {
            if field.is_some() && *slot == field {
                *slot = None;
            }
        }
        if let Some(slot) = self.columns.get_mut(column) {
            *slot = field;
        }
    }

    pub fn column(&self, field: Field) -> Option<usize> {
        self.columns.iter().position(|known| *known == Some(field))
    }

    /// The fields that more than one column claims.
    pub fn twice(&self) -> Vec<Field> {
        let claimed = |field: &Field| self.columns.iter().filter(|known| **known == Some(*field)).count();
        Field::ALL.iter().copied().filter(|field| claimed(field) > 1).collect()
    }

    /// The fields without which nothing can be made of a record, and that no column fills.
    pub fn missing(&self) -> Vec<Field> {
        self.kind
            .required()
            .iter()
            .copied()
            .filter(|field| self.column(*field).is_none())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn no_header_means_two_fields() {
        for kind in Kind::ALL {
            let mut seen: BTreeMap<String, Field> = BTreeMap::new();
            for field in kind.fields() {
                let (zh, en) = field.names();
                for name in [field.code(), zh, en].iter().chain(field.synonyms()) {
                    let earlier = seen.insert(bare(name), field);
                    assert!(
                        earlier.is_none_or(|earlier| earlier == field),
                        "{name}: {earlier:?}, {field:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn headers_as_dealers_write_them() {
        for (header, field) in [
            ("客户姓名", Some(Field::Name)),
            (" *手机号码 ", Some(Field::Phone)),
            ("ＶＩＮ码", Some(Field::Vin)),
            ("车架号（VIN）", Some(Field::Vin)),
            ("行驶里程(km)", Some(Field::Mileage)),
            ("Date of Birth", Some(Field::BirthDate)),
            ("E-Mail", Some(Field::Email)),
            ("phone_number", Some(Field::Phone)),
            ("购车日期：", Some(Field::PurchaseDate)),
            ("结算金额", None),
            ("", None),
            ("（）", None),
        ] {
            assert_eq!(Field::of_header(Kind::Customers, header), field, "{header}");
        }
    }

    #[test]
    fn a_field_has_one_column() {
        let headers: Vec<String> = ["姓名", "手机", "电话", "车系", "车型"].map(String::from).to_vec();
        let mut mapping = Mapping::of_headers(Kind::Customers, &headers);
        assert_eq!(mapping.codes(), ["name", "phone", "", "model", ""]);
        mapping.set(4, Some(Field::Model));
        assert_eq!(mapping.codes(), ["name", "phone", "", "", "model"]);
        assert!(mapping.missing().is_empty());
        mapping.set(0, None);
        assert_eq!(mapping.missing(), [Field::Name]);
        assert_eq!(Mapping::of_codes(Kind::Customers, mapping.codes()), mapping);
        assert_eq!(
            Mapping::of_codes(Kind::Customers, ["phone", "phone", "?"]).twice(),
            [Field::Phone]
        );
    }

    #[test]
    fn fields_are_named_by_code_label_or_header() {
        assert_eq!(
            Field::named(Kind::Customers, "purchase_date"),
            Some(Field::PurchaseDate)
        );
        assert_eq!(Field::named(Kind::Customers, "开票日期"), Some(Field::PurchaseDate));
        assert_eq!(Field::named(Kind::Customers, "nonsense"), None);
        assert_eq!(
            Field::named(Kind::Customers, "technician"),
            None,
            "no column of customers"
        );
        assert_eq!(Field::named(Kind::Services, "technician"), Some(Field::Technician));
    }

    #[test]
    fn headers_tell_what_a_file_is() {
        let of = |headers: &[&str]| headers.iter().map(|header| (*header).to_owned()).collect::<Vec<_>>();
        let history = of(&["工单号", "开单时间", "车架号", "行驶里程", "结算金额"]);
        assert_eq!(likelier(Kind::Customers, &history), Some(Kind::Services));
        assert_eq!(likelier(Kind::Services, &history), None);
        let people = of(&["姓名", "手机", "来源渠道", "车牌号"]);
        assert_eq!(likelier(Kind::Services, &people), Some(Kind::Customers));
        assert_eq!(likelier(Kind::Customers, &people), None);
        assert_eq!(likelier(Kind::Customers, &of(&["甲", "乙"])), None);
    }

    #[test]
    fn a_service_history_has_columns_of_its_own() {
        let headers: Vec<String> = [
            "工单号",
            "开单时间",
            "车架号",
            "行驶里程",
            "项目",
            "工时费",
            "材料费",
            "技师",
            "结算金额",
        ]
        .map(String::from)
        .to_vec();
        let mapping = Mapping::of_headers(Kind::Services, &headers);
        assert!(mapping.missing().is_empty());
        assert_eq!(mapping.fields().iter().flatten().count(), 9, "every column is known");
        assert_eq!(
            Mapping::of_codes(Kind::Services, ["phone", "vin"]).codes(),
            ["", "vin"],
            "no service has a phone"
        );
    }
}
