//! The prompt's pages: what each weighs, and how long a browser waits for its first octet, beside a bare page as heavy.

use super::{Bench, TURN, WARM_UP};
use crate::load::{Target, Visitor, first_octets};
use crate::report::{Line, spread};
use crate::server::{Server, Setting};
use crate::stats::Latencies;
use crate::{Outcome, bad, disk};

/// Browsers at once.
const CONNECTIONS: usize = 16;
/// Octets that every page must stay under, uncompressed.
const MOST: usize = 50_000;

/// What a page came to.
struct Page {
    name: &'static str,
    weight: usize,
    /// The middle of its waits in multiples of bare's, turn by turn.
    times: Vec<f64>,
}

pub(super) async fn run(bench: &Bench<'_>) -> Outcome<()> {
    let Bench { args, binary, sink, numbers, report, .. } = bench;
    let (ours, theirs) = (disk::directory(&args.data_in)?, disk::directory(&args.data_in)?);
    let product = Server::product(binary, ours.path(), &sink.url(), &Setting::default())?;
    let floor = Server::floor(theirs.path(), &sink.url())?;
    let bare = Target::new(floor.target.address, "/page", "/page", None);
    let mut visitor = Visitor::new(&product.target, &product.service).await?;
    let mut pages = vec![measure(bench, "choose", &visitor, &bare).await?];
    visitor.presses("choose phone", None).await?;
    pages.push(measure(bench, "phone", &visitor, &bare).await?);
    let number = numbers.fresh();
    let code = sink.expect(&number);
    visitor.presses("sms", Some(("phone", &number))).await?;
    pages.push(measure(bench, "code", &visitor, &bare).await?);
    visitor.presses("continue", Some(("code", &code.await?))).await?;
    pages.push(measure(bench, "recovery", &visitor, &bare).await?);
    visitor.presses("continue", Some(("saved", "yes"))).await?;
    pages.push(measure(bench, "list", &visitor, &bare).await?);
    visitor.presses("add", None).await?;
    visitor.presses("choose totp", None).await?;
    pages.push(measure(bench, "app", &visitor, &bare).await?);

    let heaviest = pages.iter().max_by_key(|page| page.weight).ok_or_else(|| bad("no page"))?;
    let all: Vec<_> = pages.iter().flat_map(|page| page.times.iter().copied()).collect();
    let (_, times) = spread(&all);
    let weight = format!("{:.1} KB ({})", heaviest.weight as f64 / 1000.0, heaviest.name);
    let line = Line::new("pages")
        .figure("heaviest_octets", heaviest.weight as f64, format!("heaviest {weight}"))
        .figure("times_bare", spread(&all).0, format!("first octet {times} × bare's"))
        .promised("heaviest page of the prompt, uncompressed", "50 KB", "", &weight)
        .promised(
            &format!("first octet of its pages, {CONNECTIONS} connections, to a bare page's as heavy"),
            "",
            "",
            &format!("{times} ×"),
        );
    report.print(line);
    Ok(())
}

/// The page where the visitor is and a bare one, in turns.
async fn measure(bench: &Bench<'_>, name: &'static str, visitor: &Visitor, bare: &Target) -> Outcome<Page> {
    let weight = visitor.weight();
    let (own, other) = (visitor.request(), bare.read(&format!("/page?octets={weight}")));
    let (mut ours, mut theirs, mut times) = (Latencies::default(), Latencies::default(), Vec::new());
    first_octets(visitor.address(), own.clone(), CONNECTIONS, WARM_UP).await?;
    first_octets(bare.address, other.clone(), CONNECTIONS, WARM_UP).await?;
    for _ in 0..bench.args.seconds {
        let mut one = first_octets(visitor.address(), own.clone(), CONNECTIONS, TURN).await?;
        let mut two = first_octets(bare.address, other.clone(), CONNECTIONS, TURN).await?;
        times.push(one.percentiles().p50 / two.percentiles().p50);
        ours.append(one);
        theirs.append(two);
    }
    let fits = if weight < MOST { "under" } else { "NOT UNDER" };
    let kilobytes = weight as f64 / 1000.0;
    let (middle, text) = spread(&times);
    let tail = ours.percentiles().p99 / theirs.percentiles().p99;
    let line = Line::new(format!("pages/{name}"))
        .figure("octets", weight as f64, format!("{kilobytes:.1} KB, {fits} 50"))
        .latencies("first octet", &mut ours)
        .latencies("bare", &mut theirs)
        .figure("times_bare", middle, format!("p50 {text} × bare's"))
        .figure("times_bare_p99", tail, format!("p99 {tail:.2} ×"));
    bench.report.print(line);
    Ok(Page { name, weight, times })
}
