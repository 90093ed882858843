//! How fast a text of twenty sentences is read, by rules alone and by the learned reader:
//! `cargo bench --bench analysis`; on one core with `RAYON_NUM_THREADS=1` before it.

use std::hint::black_box;

use concordance::analysis::{Lexicon, Reader, Reading};
use concordance::domain::{ArticleText, Catalog};
use concordance::ingest::builtin;
use criterion::{Criterion, Throughput};

const TITLE: &str = "Second day of talks closes with three questions left open";

/// Twenty sentences written for this benchmark: reports, quotations, hearsay, background.
const TEXT: &str = "\
GENEVA. Delegations of Ukraine, Russia and the United States met again on Tuesday. The second day \
closed, as the first had, without a joint statement. Ukraine demands security guarantees that \
parliaments have ratified before it discusses any line on a map, its chief negotiator said. Russia \
rejects the presence of foreign troops on Ukrainian territory in any form.

“We will not sign a paper that a later government can forget,” a Ukrainian official told reporters \
in the lobby. “It has to bind those who come after us.” He declined to say which states had been \
asked to sign. According to two diplomats, France and the United Kingdom are ready to send troops \
once a ceasefire holds. Germany has not decided whether it would take part.

The Kremlin's spokesman, Dmitry Peskov, said that Moscow would accept a ceasefire only if arms \
deliveries to Kyiv stopped first. Washington proposed that both sides halt strikes on energy \
plants for thirty days. A member of the American delegation said that Russia had agreed to the \
proposal in principle. The Russian delegation did not confirm it.

The Zaporizhzhia nuclear plant stayed on the table until late in the evening. Kyiv wants it \
returned without conditions. Moscow offers to share its output. Turkey would host a third round in \
Istanbul next month, its foreign minister said.

Earlier rounds had dealt with prisoners of war and with the children taken to Russia. Some 1,200 \
prisoners came home this year after mediation by the United Arab Emirates. The delegations are to \
meet again on Thursday.";

fn main() {
    let catalog = Catalog::parse_toml(builtin::catalog_source()).expect("a test reads the catalog");
    let lexicon = Lexicon::new(catalog.clone());
    let text = ArticleText::parse(TEXT).expect("it is short and not empty");
    let reading = Reading { title: Some(TITLE), text: &text };
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("analysis");
    group.throughput(Throughput::Elements(20));
    for reader in [Reader::Rules, Reader::learned()] {
        group.bench_function(format!("twenty sentences, {}", reader.version()), |bencher| {
            bencher.iter(|| reader.analyse(black_box(reading), &lexicon));
        });
    }
    group.finish();
    criterion.bench_function("a catalog made ready", |bencher| {
        bencher.iter(|| Lexicon::new(black_box(catalog.clone())));
    });
    criterion.final_summary();
}
