//! Words that are in every conversation, whatever it is about. How little they say is known beforehand; a few phrasings cannot tell.

use std::collections::HashSet;
use std::sync::LazyLock;

/// English words, as written.
const WORDS: &str = "a about above actually after again all almost already also although always am an and any anybody anymore \
    anyone anything anyway are arent around as ask at away back bad be because been before behind being best \
    better between big bit both but by came can cannot cant come comes could couldnt day did didnt different do \
    does doesnt doing done dont down during each either else enough even ever every everyone everything exactly \
    far feel few find fine first for from front gave get gets getting give given go goes going gone good got great \
    had hadnt happen happened happening happens hard has hasnt have havent having he hear heard hello help her \
    here hers him his how however i id if ill im in instead into is isnt it its ive just keep kept kind knew know \
    known last later least less let lets like likely little long look looked looking lot lots made make makes \
    making many may maybe me mean means might mine more most much must my myself need needed needs never new next \
    no nobody none nor not nothing now of off often oh ok okay on once one ones only or other others our ours out \
    over own people please possible probably put quite rather really right said same saw say saying says see seem \
    seemed seems seen several shall she should shouldnt show since so some somebody somehow someone something \
    sometimes somewhere soon sorry still such sure take taken takes tell than thank thanks that thats the their \
    theirs them themselves then there theres these they theyre thing things think this those though thought \
    through till time to today together told too took tried try trying two under understand until up upon us use \
    used using usually very want wanted wants was wasnt way we well went were werent what whatever whats when \
    where whether which while who whole whom whos whose why will wish with within without wonder wondering wont \
    work would wouldnt yes yet you your youre yours yourself youve";

/// Chinese characters.
const CHARACTERS: &str = "的了吗呢吧啊呀嘛我你您他她它们这那哪是有在和跟与就都也还要会能可以怎么什为一个下上里来去到给把被让对说想请问谁多少几很太真再又才只如果但因所从用做点些样时候";

static COMMONPLACE: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let words = WORDS.split(' ').map(str::to_owned);
    words.chain(CHARACTERS.chars().map(String::from)).collect()
});

/// Whether a word, folded and not stemmed, or a Chinese character is one of them.
pub fn is_commonplace(piece: &str) -> bool {
    COMMONPLACE.contains(piece)
}
