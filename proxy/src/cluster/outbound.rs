//! The one connector: every outbound call resolves, has every address checked, and connects to the
//! address that was checked. It must not follow redirects or proxies, and nothing connects beside it.

use castellan_kafka::{Dial, DialError};
use futures_util::future::BoxFuture;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::net::TcpStream;

/// Addresses tried of one name: more are a mistake in DNS, or an attack.
const ADDRESSES_MAX: usize = 16;

/// A range of addresses, as `10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cidr {
    network: IpAddr,
    bits: u8,
}

impl Cidr {
    /// True if the address is in it. IPv4 written as IPv6 is IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.network, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.bits)).unwrap_or(0);
                u32::from(network) & mask == u32::from(address) & mask
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let mask = u128::MAX
                    .checked_shl(128 - u32::from(self.bits))
                    .unwrap_or(0);
                u128::from(network) & mask == u128::from(address) & mask
            }
            _ => false,
        }
    }
}

impl FromStr for Cidr {
    type Err = String;
    /// An address alone is a range of one. Host bits are accepted and do not matter.
    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("{text:?} is not a range of addresses: 10.0.0.0/8 is expected");
        let (address, bits) = match text.trim().split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text.trim(), None),
        };
        let network: IpAddr = address.parse().map_err(|_| bad())?;
        let most = if network.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| bad())?;
        if bits > most {
            return Err(format!("{text:?}: at most {most} bits are possible"));
        }
        Ok(Self { network, bits })
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.network, self.bits)
    }
}

/// Which addresses may be called, beside those that never may.
#[derive(Clone, Debug, Default)]
pub struct OutboundRules {
    /// True: this machine itself, too.
    pub loopback: bool,
    /// If there are any: only these.
    pub allow: Vec<Cidr>,
    /// Never these.
    pub deny: Vec<Cidr>,
    /// The console's own listener: never, whatever else is allowed.
    pub own: Option<SocketAddr>,
}

impl OutboundRules {
    /// Why the address may not be called, if so.
    pub fn check(&self, address: IpAddr) -> Result<(), String> {
        for address in meant(address) {
            if let Some(why) = never(address) {
                return Err(why.to_owned());
            }
            if address.is_loopback() && !self.loopback {
                return Err("it is this machine itself, and outbound.loopback is off".into());
            }
            if let Some(range) = self.deny.iter().find(|range| range.contains(address)) {
                return Err(format!("outbound.deny has {range}"));
            }
        }
        let allowed =
            self.allow.is_empty() || self.allow.iter().any(|range| range.contains(address));
        if allowed {
            Ok(())
        } else {
            Err("it is not in outbound.allow".into())
        }
    }
}

/// The address itself, and the IPv4 address a gateway would make of it (NAT64, 6to4).
fn meant(address: IpAddr) -> impl Iterator<Item = IpAddr> {
    let address = address.to_canonical();
    let inner = match address {
        IpAddr::V6(v6) => match v6.octets() {
            [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, a, b, c, d]
            | [0x20, 0x02, a, b, c, d, ..] => Some(IpAddr::V4(Ipv4Addr::new(a, b, c, d))),
            _ => None,
        },
        IpAddr::V4(_) => None,
    };
    std::iter::once(address).chain(inner)
}

/// Metadata services of clouds that are not link-local.
const METADATA_V4: &[Ipv4Addr] = &[
    Ipv4Addr::new(100, 100, 100, 200), // Alibaba
    Ipv4Addr::new(168, 63, 129, 16),   // Azure
    Ipv4Addr::new(192, 0, 0, 192),     // Oracle
];
const METADATA_V6: &[Ipv6Addr] = &[
    Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254), // AWS
    Ipv6Addr::new(0xfd20, 0x00ce, 0, 0, 0, 0, 0, 0x0254), // Google
];

/// Why an address may never be called.
fn never(address: IpAddr) -> Option<&'static str> {
    let metadata = "it is a metadata service of a cloud, which is never called";
    let link = "it is link-local, where metadata services of clouds are, and never called";
    match address {
        IpAddr::V4(v4) if METADATA_V4.contains(&v4) => Some(metadata),
        IpAddr::V4(v4) if v4.is_link_local() => Some(link),
        IpAddr::V6(v6) if METADATA_V6.contains(&v6) => Some(metadata),
        IpAddr::V6(v6) if v6.is_unicast_link_local() => Some(link),
        _ if address.is_multicast() => Some("it is a multicast address, which is never called"),
        IpAddr::V4(v4) if v4.octets().first() == Some(&0) || v4.is_broadcast() => {
            Some("it is no address of a machine")
        }
        _ if address.is_unspecified() => Some("it is no address of a machine"),
        _ => None,
    }
}

/// Makes every outbound connection. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Connector(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    rules: OutboundRules,
    own: RwLock<Vec<SocketAddr>>,
}

impl Connector {
    /// A connector under these rules.
    pub fn new(rules: OutboundRules) -> Self {
        let own = RwLock::new(rules.own.into_iter().collect());
        Self(Arc::new(Inner { rules, own }))
    }

    /// Names a further listener of the console: it is never called.
    pub fn refuse_own(&self, listener: SocketAddr) {
        self.0
            .own
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .push(listener);
    }

    /// Why the address may not be called, if so.
    pub fn check(&self, address: SocketAddr) -> Result<(), DialError> {
        let refused = |why: String| DialError::Refused {
            addr: address.to_string(),
            why,
        };
        self.0.rules.check(address.ip()).map_err(refused)?;
        let own = self.0.own.read().unwrap_or_else(PoisonError::into_inner);
        if own.iter().any(|own| is_own(*own, address)) {
            return Err(refused("it is this console's own listener".into()));
        }
        Ok(())
    }

    /// Addresses of a name, all of them, allowed or not.
    pub async fn resolve(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, DialError> {
        let not = |why: String| DialError::NotResolved {
            host: host.to_owned(),
            why,
        };
        let found = tokio::net::lookup_host((host, port)).await;
        let found = found.map_err(|error| not(plain(&error)))?;
        let addresses: Vec<SocketAddr> = found.take(ADDRESSES_MAX).collect();
        if addresses.is_empty() {
            return Err(not("the name has no address".into()));
        }
        Ok(addresses)
    }

    async fn connect(&self, host: &str, port: u16) -> Result<TcpStream, DialError> {
        let addresses = self.resolve(host, port).await?;
        let mut last = None;
        for address in addresses {
            match self.check(address) {
                Err(refused) => last = last.or(Some(refused)),
                Ok(()) => match TcpStream::connect(address).await {
                    Ok(stream) => return Ok(stream),
                    Err(error) => last = Some(DialError::from_io(address, &error)),
                },
            }
        }
        Err(last.unwrap_or_else(|| DialError::NotResolved {
            host: host.to_owned(),
            why: "the name has no address".into(),
        }))
    }
}

impl Dial for Connector {
    fn dial<'a>(&'a self, host: &'a str, port: u16) -> BoxFuture<'a, Result<TcpStream, DialError>> {
        Box::pin(self.connect(host, port))
    }
}

/// The resolver's words without the name of its C function.
fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.strip_prefix("failed to lookup address information: ")
        .unwrap_or(&text)
        .to_owned()
}

/// True if a call to the address would reach the listener.
fn is_own(own: SocketAddr, address: SocketAddr) -> bool {
    if own.port() != address.port() {
        return false;
    }
    let (own, address) = (own.ip().to_canonical(), address.ip().to_canonical());
    own == address || (own.is_unspecified() && is_this_machine(address))
}

/// Only addresses of this machine can be bound to.
fn is_this_machine(address: IpAddr) -> bool {
    address.is_loopback() || std::net::UdpSocket::bind((address, 0)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn ranges() {
        let range: Cidr = "10.1.2.3/8".parse().unwrap();
        assert!(range.contains(ip("10.200.0.1")) && range.contains(ip("::ffff:10.0.0.1")));
        assert!(!range.contains(ip("11.0.0.1")) && !range.contains(ip("::1")));
        assert!("0.0.0.0/0".parse::<Cidr>().unwrap().contains(ip("1.2.3.4")));
        assert!("::/0".parse::<Cidr>().unwrap().contains(ip("2001:db8::1")));
        let one: Cidr = "2001:db8::1".parse().unwrap();
        assert!(one.contains(ip("2001:db8::1")) && !one.contains(ip("2001:db8::2")));
        assert_eq!(one.to_string(), "2001:db8::1/128");
        for bad in [
            "",
            "10.0.0.0/33",
            "::/129",
            "10.0.0/8",
            "10.0.0.0/",
            "a/8",
            "10.0.0.0/-1",
        ] {
            assert!(bad.parse::<Cidr>().is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_never_called() {
        let open = OutboundRules {
            loopback: true,
            allow: vec!["0.0.0.0/0".parse().unwrap()],
            ..OutboundRules::default()
        };
        for never in [
            "169.254.169.254",
            "169.254.0.1",
            "fe80::1",
            "100.100.100.200",
            "168.63.129.16",
            "fd00:ec2::254",
            "224.0.0.1",
            "ff02::1",
            "0.0.0.0",
            "0.1.2.3",
            "::",
            "255.255.255.255",
            "::ffff:169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "2002:a9fe:a9fe::1",
        ] {
            assert!(open.check(ip(never)).is_err(), "{never}");
        }
        assert_eq!(open.check(ip("127.0.0.1")), Ok(()));
        assert_eq!(open.check(ip("8.8.8.8")), Ok(()));
        // an allow list of IPv4 leaves IPv6 out
        assert!(open.check(ip("2001:db8::1")).is_err());
    }

    #[test]
    fn loopback_private_allow_and_deny() {
        let plain = OutboundRules::default();
        assert!(plain.check(ip("127.0.0.1")).is_err() && plain.check(ip("::1")).is_err());
        assert!(plain.check(ip("::ffff:127.0.0.1")).is_err());
        for private in ["10.0.0.1", "192.168.1.1", "172.16.0.1", "fd12::1"] {
            assert_eq!(plain.check(ip(private)), Ok(()), "{private}");
        }
        let narrow = OutboundRules {
            allow: vec!["10.0.0.0/8".parse().unwrap()],
            deny: vec!["10.9.0.0/16".parse().unwrap()],
            ..OutboundRules::default()
        };
        assert_eq!(narrow.check(ip("10.1.0.1")), Ok(()));
        assert!(
            narrow
                .check(ip("10.9.0.1"))
                .unwrap_err()
                .contains("10.9.0.0/16")
        );
        assert!(
            narrow
                .check(ip("8.8.8.8"))
                .unwrap_err()
                .contains("outbound.allow")
        );
    }

    #[test]
    fn the_own_listener() {
        let rules = OutboundRules {
            loopback: true,
            ..OutboundRules::default()
        };
        let connector = Connector::new(rules);
        connector.refuse_own("0.0.0.0:9999".parse().unwrap());
        assert!(connector.check("127.0.0.1:9999".parse().unwrap()).is_err());
        assert!(connector.check("127.0.0.1:9092".parse().unwrap()).is_ok());
        assert!(connector.check("192.0.2.1:9999".parse().unwrap()).is_ok());
    }

    #[tokio::test]
    async fn it_connects_to_what_it_checked() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let closed = Connector::new(OutboundRules::default());
        let error = closed.dial("localhost", port).await.unwrap_err();
        assert!(matches!(error, DialError::Refused { .. }), "{error}");
        let rules = OutboundRules {
            loopback: true,
            ..OutboundRules::default()
        };
        let open = Connector::new(rules);
        assert!(open.dial("localhost", port).await.is_ok());
        drop(listener);
        let error = open.dial("127.0.0.1", port).await.unwrap_err();
        assert!(matches!(error, DialError::Connect { .. }), "{error}");
    }
}
