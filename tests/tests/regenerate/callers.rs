use gatewright_runtime as rt;
use rt::client::Error;

/// Calls LambdaGate.
pub async fn lambdagate(client: &super::lambdagate::Client) -> Option<f64> {
    use super::lambdagate::models::{Input, required};
    let answer = client.get_calc().operand1("1").operand2("2").operator("+").send().await.ok()?;
    let _ = answer.headers().operand_1.is_some();
    let input = Input::new(required::Input { a: 1.0, b: 2.0, op: "+".to_owned() });
    let answer = client.post_calc(&input).invocation_type("Event").send().await.ok()?;
    let result: &super::lambdagate::models::Result = &answer;
    result.output.as_ref().and_then(|output| output.c)
}

/// Calls the bookshop.
pub async fn bookshop(client: &super::bookshop::Client) -> String {
    use super::bookshop::client::{GetBookError, PlaceOrderError};
    use super::bookshop::models::{
        Address, Binding, CardPayment, NewOrder, OrderLine, Payment, UploadCoverForm, required,
    };
    match client.get_book("9780141439587").if_none_match("\"1\"").send().await {
        Ok(book) => return format!("{} {:?}", book.title, book.headers().e_tag),
        Err(Error::Api(GetBookError::NotFound(problem))) => {
            return format!("{:?}", problem.body().map(|body| &body.title));
        }
        Err(Error::Api(other)) => return format!("{other:?}"),
        Err(_) => {}
    }
    let mut line = OrderLine::new(required::OrderLine { isbn: "9780141439587".to_owned(), copies: 1 });
    line.gift_wrap = Some(true);
    let address = Address::new(required::Address {
        name: "Ada".to_owned(),
        street: vec!["1 Lane".to_owned()],
        postal_code: "N1".to_owned(),
        city: "London".to_owned(),
        country: "GB".to_owned(),
    });
    let payment = Payment::from(CardPayment::new("t"));
    let mut order = NewOrder::new(required::NewOrder { lines: vec![line], payment, ship_to: address });
    order.gift_note = Some("!".to_owned());
    if let Err(Error::Api(PlaceOrderError::Conflict(stock))) = client.place_order(&order).send().await {
        return format!("{:?}", stock.body());
    }
    let cover = UploadCoverForm::new(rt::File::new("cover.jpg", vec![1]).media_type("image/jpeg"));
    let _ = client.upload_cover().isbn("9780141439587").body(&cover).send();
    match client.list_books().page(0).send().await.ok().and_then(|page| Some(page.books.first()?.binding.clone())) {
        Some(Binding::Hardcover) => "hard".to_owned(),
        Some(other) => format!("{other:?}"),
        None => String::new(),
    }
}

/// Calls the issue tracker.
pub async fn issue_tracker(client: &super::issue_tracker::Client) -> bool {
    use super::issue_tracker::models::{NewIssue, Priority};
    let mut issue = NewIssue::new("Leak");
    issue.priority = Some(Priority::N1);
    issue.assignee = Some(None);
    if client.report_issue().project("TEA").body(&issue).send().await.is_ok() {
        return true;
    }
    client.list_projects().after("A B").limit(2).archived(true).send().await.is_ok()
}

/// Calls the music library.
pub async fn music_library(client: &super::music_library::Client) -> bool {
    let cover = client.get_cover(1).send().await.is_ok();
    cover && client.search("kind of blue?").limit(3).send().await.is_ok()
}
