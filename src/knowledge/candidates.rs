//! Which answers are worth scoring: one tantivy document per answer, the question's terms ORed.
//!
//! tantivy is fed the ordinals of terms that [`super::text`] made: its own analyser makes a Chinese sentence one token, its n-gram
//! tokenizer puts every gram at position 0, and its query parser turns unspaced Chinese into a phrase.

use std::cell::Cell;
use std::collections::HashSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::collector::TopDocs;
use tantivy::columnar::Column;
use tantivy::directory::{Directory as _, RamDirectory, TerminatingWrite as _};
use tantivy::indexer::NoMergePolicy;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};
use tantivy::{
    DocAddress, Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term,
};

use super::phrasings::Phrasings;
use super::vocabulary::TermId;

/// Answers that are scored in full.
const CANDIDATES: usize = 40;
/// What the steps of an answer count against what customers say.
const BODY_WEIGHT: f32 = 0.15;
/// Strongest terms that are looked for in the steps too.
const BODY_TERMS: usize = 5;
/// A change of more answers than this leaves one segment: searches go through one faster than through several.
const MANY_ANSWERS: usize = 64;
/// Segments from which on they are merged into one.
const MANY_SEGMENTS: usize = 12;
/// Name of the way terms are taken apart.
const APART: &str = "terms";
/// Stands between terms.
const BETWEEN: char = ' ';
/// An answer that says a term more often says it no louder: BM25 has had enough by then, and time is saved.
const LOUDEST: u32 = 8;
/// Where tantivy keeps the names of its files.
const MANAGED: &str = ".managed.json";
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

/// The index as it was at one moment.
#[derive(Clone)]
pub struct View {
    searcher: Searcher,
    /// Where the shelf keeps the answers, by segment: opened once, for that takes longer than a search.
    slots: Arc<[Column<u64>]>,
    fields: Fields,
}

#[derive(Clone, Copy)]
struct Fields {
    slot: Field,
    said: Field,
    body: Field,
}

/// One answer as it is indexed.
pub struct Document<'a> {
    /// Where the shelf keeps it.
    pub slot: u64,
    /// Its phrasings and title.
    pub said: &'a Phrasings,
    /// Terms of its steps.
    pub body: &'a [TermId],
}

/// A file of tantivy: its name and what is in it.
pub type IndexFile = (String, Box<[u8]>);

/// A change under way: nothing of it is seen before it is finished.
pub struct Change<'a> {
    candidates: &'a Candidates,
    writer: IndexWriter,
    added: Cell<usize>,
}

impl Candidates {
    /// An empty index in memory.
    pub fn new() -> tantivy::Result<Self> {
        let (schema, fields) = schema();
        let directory = RamDirectory::create();
        Self::over(Index::create(directory.clone(), schema, IndexSettings::default())?, directory, fields)
    }

    fn over(index: Index, directory: RamDirectory, fields: Fields) -> tantivy::Result<Self> {
        index.tokenizers().register(APART, TextAnalyzer::builder(Apart).build());
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { index, reader, directory, fields })
    }

    /// Its files, by name.
    pub fn files(&self) -> tantivy::Result<Vec<IndexFile>> {
        let managed = self.index.directory().list_managed_files();
        let names = managed.into_iter().chain(std::iter::once(PathBuf::from(MANAGED)));
        let there = names.filter(|name| self.directory.exists(name).unwrap_or(false));
        let read = |name: PathBuf| {
            let bytes = self.directory.open_read(&name)?.read_bytes()?;
            Ok((name.to_string_lossy().into_owned(), bytes.as_slice().into()))
        };
        there.map(read).collect()
    }

    /// The index that has these files.
    pub fn of(files: &[IndexFile]) -> tantivy::Result<Self> {
        let directory = RamDirectory::create();
        for (name, bytes) in files {
            let mut file = directory.open_write(Path::new(name))?;
            file.write_all(bytes)?;
            file.terminate()?;
        }
        Self::over(Index::open(directory.clone())?, directory, schema().1)
    }

    /// Begins a change with taking out the answers of `removed`.
    pub fn change(&self, removed: &[u64]) -> tantivy::Result<Change<'_>> {
        let writer: IndexWriter = self.index.writer_with_num_threads(1, WRITER_MEMORY)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        for slot in removed {
            writer.delete_term(Term::from_field_u64(self.fields.slot, *slot));
        }
        Ok(Change { candidates: self, writer, added: Cell::new(0) })
    }

    /// The state as of now, which later changes leave alone.
    pub fn view(&self) -> tantivy::Result<View> {
        let searcher = self.reader.searcher();
        let columns = searcher.segment_readers().iter().map(|segment| segment.fast_fields().u64("slot"));
        let slots = columns.collect::<tantivy::Result<_>>()?;
        Ok(View { searcher, slots, fields: self.fields })
    }

    /// Bytes of the index.
    pub fn bytes(&self) -> usize {
        self.directory.total_mem_usage()
    }
}

impl View {
    /// Slots of the answers with most of the weighted terms, strongest first, but for the hidden ones; best first, with tantivy's own score.
    pub fn find(&self, terms: &[(TermId, f32)], hidden: &HashSet<u64>) -> tantivy::Result<Vec<(u64, f32)>> {
        let said = terms.iter().map(|(term, weight)| clause(self.fields.said, *term, *weight));
        let strongest = terms.iter().take(BODY_TERMS);
        let done = strongest.map(|(term, weight)| clause(self.fields.body, *term, weight * BODY_WEIGHT));
        let query = BooleanQuery::new(said.chain(done).collect());
        let found = self.searcher.search(&query, &TopDocs::with_limit(CANDIDATES + hidden.len()).order_by_score())?;
        let slot = |address: DocAddress| self.slots.get(address.segment_ord as usize)?.first(address.doc_id);
        let slots = found.into_iter().filter_map(|(score, address)| Some((slot(address)?, score)));
        Ok(slots.filter(|(slot, _)| !hidden.contains(slot)).take(CANDIDATES).collect())
    }
}

impl Change<'_> {
    /// Adds an answer.
    pub fn add(&self, document: &Document<'_>) -> tantivy::Result<()> {
        self.added.set(self.added.get() + 1);
        self.writer.add_document(self.candidates.fields.document(document)).map(|_| ())
    }

    /// Lets searchers that are made from now on see it; those made before still see the old state.
    pub fn finish(mut self) -> tantivy::Result<()> {
        self.writer.commit()?;
        let segments = self.candidates.index.searchable_segment_ids()?;
        let most = if self.added.get() > MANY_ANSWERS { 1 } else { MANY_SEGMENTS };
        if segments.len() > most {
            self.writer.merge(&segments).wait()?;
            self.writer.garbage_collect_files().wait()?;
        }
        self.writer.wait_merging_threads()?;
        self.candidates.reader.reload()
    }
}

impl Fields {
    fn document(self, document: &Document<'_>) -> TantivyDocument {
        let mut said = String::new();
        document.said.each_count(|term, count| {
            for _ in 0..count.min(LOUDEST) {
                append(&mut said, term);
            }
        });
        let mut body = String::new();
        document.body.iter().for_each(|term| append(&mut body, *term));
        let mut made = TantivyDocument::new();
        made.add_u64(self.slot, document.slot);
        made.add_text(self.said, said);
        made.add_text(self.body, body);
        made
    }
}

fn clause(field: Field, term: TermId, weight: f32) -> (Occur, Box<dyn Query>) {
    let mut text = String::new();
    append(&mut text, term);
    let term = TermQuery::new(Term::from_field_text(field, text.trim_end()), IndexRecordOption::WithFreqs);
    (Occur::Should, Box::new(BoostQuery::new(Box::new(term), weight)))
}

/// Appends a term's ordinal in 6 bits a letter, and what stands between terms.
fn append(line: &mut String, term: TermId) {
    let mut rest = term;
    loop {
        line.push(char::from(b'0' + (rest & 63) as u8));
        rest >>= 6;
        if rest == 0 {
            break;
        }
    }
    line.push(BETWEEN);
}

/// Takes terms apart that [`append`] put together.
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
        body: builder.add_text_field("body", text),
    };
    (builder.build(), fields)
}
