//! One id type per table: a UUID v7 that can't be mistaken for the id of another table. Sorted by time of making.

use diesel::{
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    pg::{Pg, PgValue},
    serialize::{self, Output, ToSql},
    sql_types,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id_type {
    ($($id:ident)+) => {$(
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, AsExpression, FromSqlRow,
        )]
        #[diesel(sql_type = sql_types::Uuid)]
        #[serde(transparent)]
        pub struct $id(Uuid);

        impl $id {
            #[expect(clippy::new_without_default, reason = "every new id is another one")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }

            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $id {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl From<$id> for Uuid {
            fn from(id: $id) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $id {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $id {
            type Err = uuid::Error;

            fn from_str(raw: &str) -> Result<Self, Self::Err> {
                raw.parse().map(Self)
            }
        }

        impl ToSql<sql_types::Uuid, Pg> for $id {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                ToSql::<sql_types::Uuid, Pg>::to_sql(&self.0, out)
            }
        }

        impl FromSql<sql_types::Uuid, Pg> for $id {
            fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
                FromSql::<sql_types::Uuid, Pg>::from_sql(bytes).map(Self)
            }
        }
    )+};
}

id_type! {
    StoreId StaffId TeamId SessionId
    CustomerId PhoneId ConsentId NoteId AccessRequestId SearchId
    VehicleId OwnershipId ModelId
    MessageId TemplateId
    TaskId ContactNoteId
    ComplaintId CorrectiveActionId
    AttachmentId ImportId
    AppointmentId
    WaitId
    DayOffId
    VisitId
    CallBoardId
    PointsEntryId
    SpendEntryId
    RewardId
    BenefitUseId
    ServiceOrderId
    ServiceItemId
    FindingId
    PriceItemId
    PaymentId
    CourtesyCarId
    LoanId
    PastServiceId
    OpportunityId FollowUpId LossProposalId
    LeadId LeadSourceId LeadTokenId
    LeadStepId
    DemoCarId TestDriveId TradeInId
    QuoteId QuoteLineId
    SalesOrderId
    OrderPaymentId
    DeliveryId
    TargetId
    QuestionnaireId QuestionnaireVersionId SurveySectionId SurveyQuestionId SurveyId InvitationId SurveyResponseId SurveyCallId SurveySittingId SurveySheetId
    PurchaseModelId ReportSubscriptionId AwardId DataCheckId
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::{debug_query, prelude::*};

    diesel::table! {
        cars (id) {
            id -> Uuid,
            owner_id -> Uuid,
            driver_id -> Nullable<Uuid>,
        }
    }

    #[derive(Debug, PartialEq, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
    #[diesel(table_name = cars)]
    #[diesel(check_for_backend(Pg))]
    struct Car {
        id: VehicleId,
        owner_id: CustomerId,
        driver_id: Option<CustomerId>,
    }

    #[test]
    fn an_id_is_its_uuid_in_text_and_json() {
        let id = CustomerId::new();
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{id}\""));
        assert_eq!(serde_json::from_str::<CustomerId>(&format!("\"{id}\"")).unwrap(), id);
        assert_eq!((id.uuid().get_version_num(), CustomerId::from(id.uuid())), (7, id));
        assert!("1".parse::<CustomerId>().is_err());
    }

    #[test]
    fn later_ids_sort_after_earlier_ones() {
        let ids: Vec<_> = (0..1_000).map(|_| TaskId::new()).collect();
        assert!(ids.is_sorted());
    }

    #[test]
    fn ids_are_values_of_the_database() {
        let (id, owner) = (VehicleId::new(), CustomerId::new());
        let found = cars::table
            .find(id)
            .filter(cars::owner_id.eq(owner))
            .filter(cars::driver_id.eq(Some(owner)));
        assert!(
            debug_query::<Pg, _>(&found.select(Car::as_select()))
                .to_string()
                .contains("WHERE")
        );
        let listed = cars::table
            .filter(cars::id.eq_any([id, VehicleId::new()]))
            .filter(cars::owner_id.ne_all(vec![owner]));
        assert!(debug_query::<Pg, _>(&listed).to_string().contains("ANY"));
        let car = Car {
            id,
            owner_id: owner,
            driver_id: None,
        };
        assert!(
            debug_query::<Pg, _>(&diesel::insert_into(cars::table).values(&car))
                .to_string()
                .contains(&id.to_string())
        );
        assert!(
            debug_query::<Pg, _>(&diesel::update(&car).set(cars::driver_id.eq(None::<CustomerId>)))
                .to_string()
                .contains("SET")
        );
    }
}
