//! What staff should know: opened by what happens, or by hand, until somebody or the shop itself resolves it.
