//! A language server: what the site knows, where somebody writes.
//!
//! Messages in, messages out: what is open in the editor counts, not what lies on the disk. A
//! request that cannot be met gets an answer that says so, whatever was sent. Reads no disk (it asks
//! a [`Disk`]) and no wire (`cli` does).

mod actions;
mod address;
mod answers;
mod card;
mod client;
mod complete;
pub mod frame;
mod messages;
mod rename;
mod symbols;
mod text;
mod texts;
mod thing;
mod workspace;
mod yaml;

use std::path::Path;

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::notification::{
    DidChangeTextDocument, DidChangeWatchedFiles, DidChangeWorkspaceFolders, DidCloseTextDocument,
    DidOpenTextDocument, DidSaveTextDocument, LogMessage, Notification as _, PublishDiagnostics,
};
use lsp_types::request::{RegisterCapability, Request as _};
use lsp_types::{InitializeParams, LogMessageParams, MessageType};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::document::date::Day;
use crate::fs;
use crate::load::{Inputs, SETTINGS};

use client::Client;
use texts::Loose;
use workspace::Workspace;

/// What the server asks of the machine: where the files of sites lie, and the day.
pub trait Disk {
    /// Reads a site.
    ///
    /// # Errors
    /// A folder or file that cannot be read.
    fn load(&self, root: &Path) -> Result<Inputs, fs::Error>;

    /// Says whether a file stands at the path.
    fn has_file(&self, path: &Path) -> bool;

    /// Returns the day on which the ages of sources and figures are judged; without one they are
    /// not.
    fn today(&self) -> Option<Day>;
}

/// Why a request is not met.
#[derive(Debug)]
struct Refusal {
    code: ErrorCode,
    why: String,
}

impl Refusal {
    fn new(code: ErrorCode, why: impl Into<String>) -> Self {
        Self {
            code,
            why: why.into(),
        }
    }
}

/// How far the talk with the client has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Nobody has said hello.
    Silent,
    /// Requests are answered.
    Running,
    /// The client has said goodbye.
    ShutDown,
    /// The client has gone; whether it had said goodbye.
    Ended { is_orderly: bool },
}

/// A language server.
pub struct Server {
    disk: Box<dyn Disk>,
    stage: Stage,
    client: Client,
    sites: Vec<Workspace>,
    loose: Vec<Loose>,
    out: Vec<Message>,
    requests: i32,
}

impl Server {
    /// Makes a server that nobody has spoken to.
    pub fn new(disk: Box<dyn Disk>) -> Self {
        Self {
            disk,
            stage: Stage::Silent,
            client: Client::default(),
            sites: Vec::new(),
            loose: Vec::new(),
            out: Vec::new(),
            requests: 0,
        }
    }

    /// Takes a message and returns what is to be sent at once.
    pub fn take(&mut self, message: Message) -> Vec<Message> {
        match message {
            Message::Request(request) => self.request(request),
            Message::Notification(notification) => self.notification(notification),
            // Nothing depends on what a client answers.
            Message::Response(_) => {}
        }
        std::mem::take(&mut self.out)
    }

    /// Looks over all that has changed, and returns what is to be told of it. To be called when no
    /// message waits.
    pub fn settle(&mut self) -> Vec<Message> {
        if self.stage == Stage::Running {
            for at in 0..self.sites.len() {
                self.understand(at);
                let news = self.sites[at].news(self.client.has_related);
                for one in news {
                    self.tell::<PublishDiagnostics>(one);
                }
            }
        }
        std::mem::take(&mut self.out)
    }

    /// Returns whether the client has gone, and if so, whether it had said goodbye.
    pub fn end(&self) -> Option<bool> {
        match self.stage {
            Stage::Ended { is_orderly } => Some(is_orderly),
            _ => None,
        }
    }

    /// Forgets what was understood, after a slip of ours, and answers the request at which it was.
    pub fn recover(&mut self, request: Option<RequestId>) -> Vec<Message> {
        self.out.clear();
        for site in &mut self.sites {
            site.forget();
        }
        let why = "Casebook has stumbled over this; it goes on with the next";
        request
            .map(|id| Response::new_err(id, ErrorCode::InternalError as i32, why.to_owned()).into())
            .into_iter()
            .collect()
    }

    fn request(&mut self, request: Request) {
        let id = request.id.clone();
        let response = match self.answer(request) {
            Ok(value) => Response::new_ok(id, value),
            Err(refusal) => Response::new_err(id, refusal.code as i32, refusal.why),
        };
        self.out.push(response.into());
    }

    fn answer(&mut self, request: Request) -> Result<Value, Refusal> {
        match (self.stage, request.method.as_str()) {
            (Stage::Silent, "initialize") => with(request.params, |it| Ok(self.initialize(it))),
            (Stage::Silent, _) => Err(Refusal::new(
                ErrorCode::ServerNotInitialized,
                "the first request is `initialize`",
            )),
            (Stage::Running, "initialize") => Err(Refusal::new(
                ErrorCode::InvalidRequest,
                "the server runs already",
            )),
            (Stage::Running, "shutdown") => {
                self.stage = Stage::ShutDown;
                Ok(Value::Null)
            }
            (Stage::Running, _) => self.answer_on_site(request),
            _ => Err(Refusal::new(
                ErrorCode::InvalidRequest,
                "the server has been shut down",
            )),
        }
    }

    fn initialize(&mut self, params: InitializeParams) -> Value {
        self.client = Client::of(&params);
        self.stage = Stage::Running;
        for folder in client::folders(&params) {
            self.find_site(&folder.join(SETTINGS));
        }
        self.client.welcome()
    }

    fn notification(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        if method == "exit" {
            let is_orderly = self.stage == Stage::ShutDown;
            self.stage = Stage::Ended { is_orderly };
            return;
        }
        if self.stage != Stage::Running {
            return;
        }
        let taken = match method.as_str() {
            "initialized" => {
                self.watch();
                Ok(())
            }
            DidOpenTextDocument::METHOD => parsed(params).map(|it| self.did_open(it)),
            DidChangeTextDocument::METHOD => parsed(params).map(|it| self.did_change(&it)),
            DidCloseTextDocument::METHOD => parsed(params).map(|it| self.did_close(&it)),
            DidSaveTextDocument::METHOD => parsed(params).map(|it| self.did_save(&it)),
            DidChangeWatchedFiles::METHOD => parsed(params).map(|it| self.did_watch(&it)),
            DidChangeWorkspaceFolders::METHOD => parsed(params).map(|it| self.did_move(&it)),
            // Others need no answer, and the protocol asks to pass over them.
            _ => Ok(()),
        };
        if let Err(refusal) = taken {
            self.log(MessageType::WARNING, format!("`{method}`: {}", refusal.why));
        }
    }

    /// Asks the client to tell of files that change on the disk.
    fn watch(&mut self) {
        if let Some(params) = self.client.watchers() {
            self.requests += 1;
            let id = RequestId::from(format!("casebook-{}", self.requests));
            let method = RegisterCapability::METHOD.to_owned();
            self.out.push(Request::new(id, method, params).into());
        }
    }

    fn understand(&mut self, at: usize) {
        if let Err(error) = self.sites[at].understand(&*self.disk) {
            self.log(MessageType::WARNING, error.to_string());
        }
    }

    fn log(&mut self, typ: MessageType, message: String) {
        self.tell::<LogMessage>(LogMessageParams { typ, message });
    }

    fn tell<N: lsp_types::notification::Notification>(&mut self, params: N::Params)
    where
        N::Params: Serialize,
    {
        let notification = Notification::new(N::METHOD.to_owned(), params);
        self.out.push(notification.into());
    }
}

fn parsed<P: DeserializeOwned>(params: Value) -> Result<P, Refusal> {
    serde_json::from_value(params)
        .map_err(|error| Refusal::new(ErrorCode::InvalidParams, error.to_string()))
}

/// Reads what a request asks, and writes what is answered.
fn with<P: DeserializeOwned, R: Serialize>(
    params: Value,
    answer: impl FnOnce(P) -> Result<R, Refusal>,
) -> Result<Value, Refusal> {
    let answer = answer(parsed(params)?)?;
    serde_json::to_value(answer)
        .map_err(|error| Refusal::new(ErrorCode::InternalError, error.to_string()))
}
