//! How regions act as one: whom they trust, what they tell one another of, and how they sign it.

pub mod signature;
