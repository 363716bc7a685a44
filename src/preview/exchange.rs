//! A request and its answer without sockets, so that both can be tried with any bytes.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::answer::{Answer, answer_from};
use super::compose::Shown;
use super::door::Door;
use super::http::{self, Response};
use crate::config::Base;
use crate::publish::Outputs;

/// A preview that listens nowhere.
#[derive(Debug)]
pub struct Exchange {
    door: Door,
    shown: Shown,
}

impl Exchange {
    /// Makes a preview that shows these outputs, with a panel or without, as if it listened at that
    /// port of this machine.
    pub fn new(port: u16, base: Base, outputs: Outputs, panel: Option<String>) -> Self {
        Self {
            door: Door::at(port),
            shown: Shown {
                base,
                outputs: Arc::new(outputs),
                fresh: Outputs::new(),
                gone: BTreeSet::new(),
                pictures: Arc::default(),
                panel,
            },
        }
    }

    /// Returns what is sent back for these bytes. Of a stream of events that is the beginning.
    pub fn answer(&self, head: &[u8]) -> Vec<u8> {
        let request = match http::parse(head) {
            Ok(request) => request,
            Err(status) => return http::bytes(&Response::text(status), None),
        };
        match answer_from(&request, &self.door, &self.shown) {
            Answer::Response(response) => http::bytes(&response, Some(&request)),
            Answer::Stream(_) => http::bytes(&Response::text(200), Some(&request)),
        }
    }
}
