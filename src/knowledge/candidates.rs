//! Which answers are worth scoring: one tantivy document per answer, the question's terms ORed.
//!
//! tantivy is fed terms that [`super::text`] made: its own analyser makes a Chinese sentence one token, its n-gram
//! tokenizer puts every gram at position 0, and its query parser turns unspaced Chinese into a phrase.

use tantivy::collector::TopDocs;
use tantivy::directory::RamDirectory;
use tantivy::indexer::NoMergePolicy;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};
use tantivy::{Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term};

use super::text::{self, Kind};

/// Answers that are scored in full.
const CANDIDATES: usize = 60;
/// What the steps of an answer count against what customers say.
const BODY_WEIGHT: f32 = 0.15;
/// Segments from which on they are merged into one.
const MANY_SEGMENTS: usize = 12;
/// Name of the way terms are taken apart.
const APART: &str = "terms";
/// Stands between terms; folding leaves no control character in one.
const BETWEEN: char = '\n';
/// Least that tantivy takes for a writer, in bytes.
const WRITER_MEMORY: usize = 15_000_000;

/// The inverted index of one language's answers. Clones share it.
#[derive(Clone)]
pub struct Candidates {
    index: Index,
    reader: IndexReader,
    directory: RamDirectory,
    fields: Fields,
}

#[derive(Clone, Copy)]
struct Fields {
    slot: Field,
    said: Field,
    trigrams: Field,
    body: Field,
}

/// One answer as it is indexed.
pub struct Document<'a> {
    /// Where the shelf keeps it.
    pub slot: u64,
    /// Terms of its phrasings and title.
    pub said: Vec<&'a text::Term>,
    /// Terms of its steps.
    pub body: Vec<&'a text::Term>,
}

impl Candidates {
    /// An empty index in memory.
    pub fn new() -> tantivy::Result<Self> {
        let (schema, fields) = schema();
        let directory = RamDirectory::create();
        let index = Index::create(directory.clone(), schema, IndexSettings::default())?;
        index.tokenizers().register(APART, TextAnalyzer::builder(Apart).build());
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { index, reader, directory, fields })
    }

    /// Takes out the answers of `removed`, adds `documents`; searchers made before still see the old state.
    pub fn change(&self, removed: &[u64], documents: &[Document<'_>]) -> tantivy::Result<()> {
        let mut writer: IndexWriter = self.index.writer_with_num_threads(1, WRITER_MEMORY)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        for slot in removed {
            writer.delete_term(Term::from_field_u64(self.fields.slot, *slot));
        }
        for document in documents {
            writer.add_document(self.fields.document(document))?;
        }
        writer.commit()?;
        let segments = self.index.searchable_segment_ids()?;
        if segments.len() > MANY_SEGMENTS {
            writer.merge(&segments).wait()?;
            writer.garbage_collect_files().wait()?;
        }
        writer.wait_merging_threads()?;
        self.reader.reload()
    }

    /// The state as of now, which later changes leave alone.
    pub fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// Slots of the answers with most of the weighted terms, best first, with tantivy's own score.
    pub fn find(&self, searcher: &Searcher, terms: &[(&text::Term, f32)]) -> tantivy::Result<Vec<(u64, f32)>> {
        let query =
            BooleanQuery::new(terms.iter().flat_map(|(term, weight)| self.fields.clauses(term, *weight)).collect());
        let found = searcher.search(&query, &TopDocs::with_limit(CANDIDATES).order_by_score())?;
        let mut slots = Vec::with_capacity(found.len());
        for (score, address) in found {
            let column = searcher.segment_reader(address.segment_ord).fast_fields().u64("slot")?;
            slots.extend(column.first(address.doc_id).map(|slot| (slot, score)));
        }
        Ok(slots)
    }

    /// Bytes of the index.
    pub fn bytes(&self) -> usize {
        self.directory.total_mem_usage()
    }
}

impl Fields {
    fn document(self, document: &Document<'_>) -> TantivyDocument {
        let mut made = TantivyDocument::new();
        made.add_u64(self.slot, document.slot);
        let (mut grams, said): (Vec<&text::Term>, Vec<_>) =
            document.said.iter().partition(|term| term.kind == Kind::Trigram);
        grams.sort_unstable_by(|a, b| a.text.cmp(&b.text));
        grams.dedup_by(|a, b| a.text == b.text);
        made.add_text(self.said, joined(&said));
        made.add_text(self.trigrams, joined(&grams));
        made.add_text(self.body, joined(&document.body));
        made
    }

    fn clauses(self, term: &text::Term, weight: f32) -> Vec<(Occur, Box<dyn Query>)> {
        if term.kind == Kind::Trigram {
            return vec![clause(self.trigrams, &term.text, weight)];
        }
        vec![clause(self.said, &term.text, weight), clause(self.body, &term.text, weight * BODY_WEIGHT)]
    }
}

fn clause(field: Field, text: &str, weight: f32) -> (Occur, Box<dyn Query>) {
    let term = TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs);
    (Occur::Should, Box::new(BoostQuery::new(Box::new(term), weight)))
}

/// The terms with a mark between them that no term has.
fn joined(terms: &[&text::Term]) -> String {
    let mut line = String::with_capacity(terms.iter().map(|term| term.text.len() + 1).sum());
    for term in terms {
        line.push_str(&term.text);
        line.push(BETWEEN);
    }
    line
}

/// Takes terms apart that [`joined`] put together.
#[derive(Clone, Default)]
struct Apart;

struct Terms<'a> {
    rest: std::str::Split<'a, char>,
    token: Token,
}

impl Tokenizer for Apart {
    type TokenStream<'a> = Terms<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Terms<'a> {
        Terms { rest: text.split(BETWEEN), token: Token::default() }
    }
}

impl TokenStream for Terms<'_> {
    fn advance(&mut self) -> bool {
        let Some(term) = self.rest.find(|term| !term.is_empty()) else { return false };
        self.token.position = self.token.position.wrapping_add(1);
        self.token.text.clear();
        self.token.text.push_str(term);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let indexing = TextFieldIndexing::default().set_tokenizer(APART).set_index_option(IndexRecordOption::WithFreqs);
    let text = TextOptions::default().set_indexing_options(indexing);
    let fields = Fields {
        slot: builder.add_u64_field("slot", FAST | INDEXED),
        said: builder.add_text_field("said", text.clone()),
        trigrams: builder.add_text_field("trigrams", text.clone()),
        body: builder.add_text_field("body", text),
    };
    (builder.build(), fields)
}
