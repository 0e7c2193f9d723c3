//! The client against scripted brokers: faults, routing, TLS.

#[cfg(test)]
mod faults;
#[cfg(test)]
mod routing;
#[cfg(test)]
mod sasl;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tls;
