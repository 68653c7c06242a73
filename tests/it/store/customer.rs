//! Customers: found, changed, revealed.

use ringdesk::domain::agent::Actor;
use ringdesk::domain::customer::Customer;
use ringdesk::domain::order::{Money, Order, OrderStatus};
use ringdesk::domain::phone::{CallerNumber, Phone, Region, read};
use ringdesk::domain::profile::MatchRank;
use ringdesk::server::store::{CustomerSearch, StoreError, StoreSettings};
use ringdesk::wire::page::PageRequest;
use ringdesk::wire::request::{CustomerPatch, Reveal};

use super::{Desk, Kind, at, customer, noon, promises, system};

fn number(raw: &str) -> Phone {
    match read(raw, Region::default()) {
        CallerNumber::Number(phone) => phone,
        other => panic!("{raw} is a number, not {other:?}"),
    }
}

pub(super) fn order(customer: &Customer, number: &str) -> Order {
    Order {
        id: number.into(),
        number: number.to_owned(),
        customer_id: customer.id.clone(),
        items: Vec::new(),
        total: Money { minor: 499_900, currency: "CNY".to_owned() },
        status: OrderStatus::Paid,
        placed_at: at(-60),
        promised_at: None,
        shipment: None,
    }
}

impl Desk {
    async fn found(&self, search: CustomerSearch) -> Vec<String> {
        let page = self.store.customers(&search, &PageRequest::default(), noon()).await.unwrap();
        page.items.into_iter().map(|customer| customer.name).collect()
    }

    async fn typed(&self, words: &str) -> Vec<String> {
        self.found(CustomerSearch::Words(words.to_owned())).await
    }
}

promises! {
    async fn a_customer_is_found_by_any_part_of_the_name_a_company_or_an_order(desk: Desk) {
        let wang = desk.customer("王建国", "+8613812345678").await;
        let lee = Customer { company: Some("North Sea Ltd".to_owned()), ..customer("Ann Lee", "+441132496000") };
        desk.store.customer_create(&lee, &system(), noon()).await.unwrap();
        desk.store.order_put(&order(&wang, "A7731"), &system(), noon()).await.unwrap();
        for words in ["王", "建国", "国", "a7731"] {
            assert_eq!(desk.typed(words).await, ["王建国"], "{words}");
        }
        for words in ["ann", "LEE", "ann l", "sea l", "north"] {
            assert_eq!(desk.typed(words).await, ["Ann Lee"], "{words}");
        }
        for nothing in ["nn", "李", "", "%", "_", "' OR 1=1"] {
            assert!(desk.typed(nothing).await.is_empty(), "{nothing}");
        }
    }

    async fn a_long_company_name_hides_nobody(desk: Desk) {
        let company = "杭州西子湖畔智能家居电器销售服务连锁股份有限公司上海分公司".to_owned();
        let wang = Customer { company: Some(company), ..customer("王建国", "+8613812345678") };
        desk.store.customer_create(&wang, &system(), noon()).await.unwrap();
        for words in ["王", "建国", "国", "杭州"] {
            assert_eq!(desk.typed(words).await, ["王建国"], "{words}");
        }
    }

    async fn a_caller_becomes_a_customer_together_with_the_call_or_not_at_all(desk: Desk) {
        let newest = *desk.store.committed().borrow();
        let draft = customer("李静", "+8613900001111");
        let lost = desk.store.customer_capture(&draft, &"no-such-call".into(), &system(), noon()).await;
        assert!(matches!(lost, Err(StoreError::NotFound { what: "call", .. })), "{lost:?}");
        assert!(desk.typed("李静").await.is_empty());
        assert_eq!(*desk.store.committed().borrow(), newest);
    }

    async fn a_number_finds_its_customer_however_it_is_written(desk: Desk) {
        desk.customer("王建国", "138 1234 5678").await;
        for raw in ["+8613812345678", "013812345678", "0086 138 1234 5678"] {
            assert_eq!(desk.found(CustomerSearch::Phone(number(raw))).await, ["王建国"], "{raw}");
        }
    }

    async fn the_same_last_digits_are_only_a_maybe(desk: Desk) {
        desk.customer("王建国", "+8613812345678").await;
        desk.customer("李梅", "+8613912345678").await;
        let candidates = desk.store.candidates(&number("+8613812345678"), noon()).await.unwrap();
        let ranks: Vec<_> = candidates.iter().map(|candidate| (candidate.name.as_str(), candidate.rank)).collect();
        assert_eq!(ranks[0], ("王建国", MatchRank::Exact));
        assert!(ranks[1..].iter().all(|(_, rank)| *rank == MatchRank::Maybe));
    }

    async fn of_two_on_one_number_the_one_with_an_open_ticket_comes_first(desk: Desk) {
        desk.customer("王建国", "+8613812345678").await;
        let busy = desk.customer("李梅", "+8613812345678").await;
        desk.ticket(&busy, 0).await;
        let candidates = desk.store.candidates(&number("+8613812345678"), noon()).await.unwrap();
        assert_eq!(candidates.len(), 2);
        assert_eq!((candidates[0].name.as_str(), candidates[0].open_tickets), ("李梅", 1));
    }

    async fn a_changed_number_is_found_and_the_old_one_no_more(desk: Desk) {
        let wang = desk.customer("王建国", "+8613812345678").await;
        let patch = CustomerPatch { name: Some("王大国".to_owned()), ..CustomerPatch::default() };
        desk.store.customer_update(&wang.id, Some(1), &patch, &system(), at(1)).await.unwrap();
        assert_eq!(desk.typed("大国").await, ["王大国"]);
        assert!(desk.typed("建国").await.is_empty());
    }

    async fn a_second_writer_is_told_what_differs(desk: Desk) {
        let wang = desk.customer("王建国", "+8613812345678").await;
        let city = |city: &str| CustomerPatch { city: Some(Some(city.to_owned())), ..CustomerPatch::default() };
        desk.store.customer_update(&wang.id, Some(1), &city("杭州"), &system(), at(1)).await.unwrap();
        let second = desk.store.customer_update(&wang.id, Some(1), &city("宁波"), &system(), at(2)).await;
        let Err(StoreError::Conflict { version: 2, current, differing }) = second else { panic!("{second:?}") };
        assert_eq!((current["city"].as_str(), differing), (Some("杭州"), vec!["city".to_owned()]));
    }

    async fn a_reveal_is_on_record(desk: Desk) {
        let wang = desk.customer("王建国", "+8613812345678").await;
        let before = *desk.store.committed().borrow();
        let reveal = Reveal { field: "phones".to_owned(), reason: "回拨".to_owned() };
        let revealed = desk.store.reveal(&wang.id, &reveal, &desk.lin, at(1)).await.unwrap();
        assert_eq!(revealed.values, ["+8613812345678"]);
        let ringdesk::server::store::Resumed::Events(events) = desk.store.events_since(before, 5).await.unwrap() else {
            panic!("there is an event")
        };
        assert_eq!(events[0].by, Actor::Agent(desk.lin.reference()));
        assert_eq!(events[0].changes["reason"].to, "回拨");
        let unmasked = Reveal { field: "name".to_owned(), reason: "看".to_owned() };
        assert!(desk.store.reveal(&wang.id, &unmasked, &desk.lin, at(1)).await.is_err());
    }
}

#[tokio::test]
async fn numbers_without_a_country_are_read_as_those_of_the_desk() {
    let region = Region::parse("GB").unwrap();
    let settings = StoreSettings { region, ..StoreSettings::default() };
    let desk = Desk::open(Kind::SqliteMemory, settings).await.unwrap();
    desk.customer("Ann Lee", "0113 496 0000").await;
    let CallerNumber::Number(caller) = read("+44 113 496 0000", region) else { panic!("a number") };
    let candidates = desk.store.candidates(&caller, noon()).await.unwrap();
    assert_eq!(candidates.iter().map(|one| one.rank).collect::<Vec<_>>(), [MatchRank::Exact]);
}
