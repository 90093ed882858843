//! The program itself as a process of its own: served, killed, ended, asked over the network.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

/// Longest wait for an answer or an end; beyond it the test fails.
const PATIENCE: Duration = Duration::from_mins(1);

/// The program with nothing of this machine's settings in its environment. Rules read: without
/// optimisation the learned reader takes seconds for an article.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_concordance"));
    command.env_clear().env("CONCORDANCE_LOG", "error").env("CONCORDANCE_READER", "rules");
    command
}

/// Runs a command to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    program().args(arguments).stdin(Stdio::null()).output().expect("the program starts")
}

/// What a command printed, its errors too.
pub(crate) fn words(output: &Output) -> String {
    let out = String::from_utf8_lossy(&output.stdout);
    let err = String::from_utf8_lossy(&output.stderr);
    format!("{out}{err}")
}

/// A server on a free port of loopback; it is killed when it is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) child: Child,
    // Kept open, so that the server can go on writing.
    _stdout: BufReader<ChildStdout>,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Serves `database` and returns once the server says where.
    pub(crate) fn start(database: &str, arguments: &[&str]) -> Self {
        let mut child = program()
            .args(["serve", "--listen", "127.0.0.1:0", "--requests-per-second", "0"])
            .args(["--database", database])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("the server prints text");
        let address = line
            .split_once("http://")
            .and_then(|(_, rest)| rest.split('/').next())
            .and_then(|address| address.parse().ok());
        let Some(address) = address else {
            let _ = child.kill();
            panic!("the server did not say where it serves: {line:?}");
        };
        Self { child, _stdout: stdout, address }
    }

    /// Ends it at once, as a power cut would end the process.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    /// Asks it to end.
    pub(crate) fn ask_to_end(&self) {
        signal(self.child.id(), "-TERM");
    }

    /// Waits until it ends by itself.
    pub(crate) fn wait(mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("it is our child") {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "the server does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        send(self.address, "GET", path, None).expect("the server answers")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Fails when it has ended, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Ends a process at once, as [`Server::kill`] does, while others still ask the server.
pub(crate) fn kill(pid: u32) {
    signal(pid, "-KILL");
}

fn signal(pid: u32, name: &str) {
    let sent = Command::new("kill").args([name, &pid.to_string()]).status();
    assert!(sent.expect("`kill` is there").success());
}

/// An answer read whole.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    /// What `Set-Cookie` says, as it is written.
    pub(crate) cookie: String,
    pub(crate) body: String,
}

impl Reply {
    /// Reads the answer to a request of HTTP/1.0: it ends with the connection.
    pub(crate) fn read(stream: &mut TcpStream) -> std::io::Result<Self> {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes);
        let broken = || std::io::Error::other(format!("no whole answer: {text:?}"));
        let (head, body) = text.split_once("\r\n\r\n").ok_or_else(broken)?;
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
        Ok(Self {
            status: status.ok_or_else(broken)?,
            head: head.to_ascii_lowercase(),
            cookie: cookie(head).to_owned(),
            body: body.to_owned(),
        })
    }

    /// The value of a header, given in lower case; empty when it is absent.
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines();
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).unwrap_or_default().trim()
    }

    /// The body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

fn cookie(head: &str) -> &str {
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    lines.find(|(name, _)| name.eq_ignore_ascii_case("set-cookie")).map_or("", |(_, value)| value)
}

/// One request on a connection of its own.
///
/// # Errors
/// When the server is gone, or goes away before it has answered.
pub(crate) fn send(
    address: SocketAddr,
    method: &str,
    path: &str,
    json: Option<&serde_json::Value>,
) -> std::io::Result<Reply> {
    let body = json.map(ToString::to_string).unwrap_or_default();
    let kind = match json {
        Some(_) => "content-type: application/json\r\n",
        None => "",
    };
    request(address, (method, path), kind, &body)
}

/// One request with these lines in its head, each with its end.
///
/// # Errors
/// As [`send`].
pub(crate) fn request(
    address: SocketAddr,
    (method, path): (&str, &str),
    lines: &str,
    body: &str,
) -> std::io::Result<Reply> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "{method} {path} HTTP/1.0\r\nhost: {address}\r\n{lines}content-length: {}\r\n\r\n{body}",
        body.len()
    )?;
    Reply::read(&mut stream)
}
