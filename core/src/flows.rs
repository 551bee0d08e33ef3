//! One function per verb.
