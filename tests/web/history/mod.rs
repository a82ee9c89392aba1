//! A customer on one page, cars, reveals, requests to look.

mod access;
mod customer;
mod vehicles;
