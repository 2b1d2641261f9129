//! Asks an instance on this machine whether it is ready: the health check of the container, which has no curl.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpStream},
    time::Duration,
};

const LIMIT: Duration = Duration::from_secs(7);

/// Succeeds when the instance at `port` is ready.
///
/// # Errors
/// One line that says what it answered, or why it did not.
pub fn ask(port: u16) -> Result<(), String> {
    let head = answer(port).map_err(|error| format!("port {port} does not answer: {error}"))?;
    let status = head.split_whitespace().nth(1).unwrap_or("nothing");
    if status == "200" { Ok(()) } else { Err(format!("not ready: port {port} answered {status}")) }
}

fn answer(port: u16) -> std::io::Result<String> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(LIMIT))?;
    stream.set_write_timeout(Some(LIMIT))?;
    stream
        .write_all(b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    Ok(text)
}
