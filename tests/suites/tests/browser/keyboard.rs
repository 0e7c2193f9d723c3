//! The keyboard alone leads through the app: after every key the focus is somewhere, and it shows.

use crate::setup::{PASSWORD, run, settled, setup};
use anyhow::{Context, Result, bail, ensure};
use castellan_harness::{Browser, Tool};
use serde_json::{Value, json};

const TAB: &str = "\u{e004}";
const BACK_TAB: &str = "\u{e008}\u{e004}";
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const UP: &str = "\u{e013}";
const DOWN: &str = "\u{e015}";
const HOME: &str = "\u{e011}";
const END: &str = "\u{e010}";
const SHIFT_F10: &str = "\u{e008}\u{e03a}";
/// Ctrl and A, released: what is typed next takes the place of all.
const ALL: &str = "\u{e009}a\u{e000}";

/// Most keys that any control of a page is away.
const FAR: usize = 60;

const LOST: &str = "the focus is lost";

/// What is wrong with the focus; nothing where it shows. The content as a whole has the focus after
/// a step to another page, and shows it by being that page.
const FAULT: &str = "
    const at = document.activeElement;
    if (!at || at === document.body) return 'the focus is lost';
    if (at.id === 'main') return '';
    const ring = (one) => {
        const style = getComputedStyle(one);
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
    };
    const glow = (one) => getComputedStyle(one).boxShadow !== 'none';
    const frame = at.closest('.field, .file');
    const shows = ring(at) || at.matches('.area') && glow(at) || frame && (ring(frame) || glow(frame))
        || at.matches('.sr') && ring(at.nextElementSibling);
    const told = at.outerHTML.slice(0, 160);
    if (!shows) return 'the focus does not show on ' + told;
    const place = (at.matches('.sr') ? at.nextElementSibling : at).getBoundingClientRect();
    const inside = place.width > 0 && place.bottom > 0 && place.right > 0
        && place.top < innerHeight && place.left < innerWidth;
    return inside ? '' : 'the focus is out of sight on ' + told;";

/// Presses keys, and sees that the focus is somewhere afterwards. Only Tab at the end of the page or
/// of a dialog leads out of it, to the browser's own controls, and once more back in.
async fn press(browser: &Browser, keys: &str) -> Result<()> {
    browser.keys(keys).await?;
    let mut fault = fault(browser).await?;
    if fault == LOST && [TAB, BACK_TAB].contains(&keys) {
        browser.keys(keys).await?;
        fault = self::fault(browser).await?;
    }
    ensure!(fault.is_empty(), "after {keys:?} {fault}");
    Ok(())
}

/// What is wrong with the focus once things have settled: what goes away under it may be drawn a
/// moment later.
async fn fault(browser: &Browser) -> Result<String> {
    let mut fault = Value::Null;
    for _ in 0..40 {
        fault = browser.execute(FAULT).await?;
        if fault == "" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    Ok(fault.as_str().unwrap_or_default().to_owned())
}

/// True if this expression holds for the element with the focus, `at`.
async fn is_at(browser: &Browser, what: &str) -> Result<bool> {
    let script = format!("const at = document.activeElement; return !!({what})");
    Ok(browser.execute(&script).await? == true)
}

/// Presses a key until the focus is where the expression says.
async fn lead(browser: &Browser, key: &str, what: &str) -> Result<()> {
    for _ in 0..FAR {
        press(browser, key)
            .await
            .with_context(|| format!("on the way to {what}"))?;
        if is_at(browser, what).await? {
            return Ok(());
        }
    }
    bail!("{FAR} × {key:?} do not lead to {what}")
}

async fn reach(browser: &Browser, what: &str) -> Result<()> {
    browser
        .wait_script(&format!(
            "(() => {{ const at = document.activeElement; return !!({what}) }})()"
        ))
        .await
        .map(|_| ())
}

/// True where the label of the field with the focus begins so.
fn labelled(label: &str) -> String {
    format!(
        "at.labels?.[0]?.textContent.trim().startsWith({})",
        json!(label)
    )
}

const ROW: &str = "at.matches('tr[data-row]')";

#[test]
fn a_topic_is_made_and_left_without_a_mouse() {
    run(async {
        let setup = setup().await?;
        let browser = Browser::start().await?;
        browser
            .goto(&setup.console.castellan.url("/sign-in"))
            .await?;
        browser.wait_for("input[autocomplete='username']").await?;
        lead(&browser, TAB, "at.autocomplete === 'username'").await?;
        press(&browser, "admin").await?;
        lead(&browser, TAB, "at.type === 'password'").await?;
        browser.keys(&format!("{PASSWORD}{ENTER}")).await?;
        browser
            .wait_for("nav.nav")
            .await
            .context("the shell after sign-in")?;

        // The skip link comes first, and is to be seen.
        browser
            .goto(&setup.console.castellan.url("/instances"))
            .await?;
        settled(&browser).await?;
        press(&browser, TAB).await?;
        ensure!(
            is_at(&browser, "at.matches('a.skip')").await?,
            "no skip link"
        );
        press(&browser, ENTER).await?;
        reach(&browser, "at.id === 'main'").await?;

        // A row of the instances leads into one.
        lead(&browser, TAB, ROW).await?;
        let ours = "at.textContent.includes('browser-suite')";
        if !is_at(&browser, ours).await? {
            lead(&browser, DOWN, ours).await?;
        }
        press(&browser, ENTER).await?;
        browser
            .wait_script(&format!(
                "location.pathname.endsWith({})",
                json!(setup.instance)
            ))
            .await?;
        settled(&browser).await?;
        reach(&browser, "at.id === 'main'").await?;

        // The switcher: from its last entry back to its first, all of them by arrows.
        lead(&browser, BACK_TAB, "at.matches('.switch')").await?;
        press(&browser, ENTER).await?;
        reach(&browser, "at.closest('.pop')").await?;
        lead(&browser, DOWN, "at.href?.endsWith('/attach')").await?;
        press(&browser, ESCAPE).await?;
        reach(&browser, "at.matches('.switch')").await?;
        lead(
            &browser,
            TAB,
            "at.matches('.nav a') && at.href.endsWith('/topics')",
        )
        .await?;
        press(&browser, ENTER).await?;
        browser
            .wait_script("location.pathname.endsWith('/topics')")
            .await?;
        settled(&browser).await?;

        // The list is one stop; arrows lead through it, Space chooses.
        lead(&browser, TAB, ROW).await?;
        let name = "return document.activeElement.querySelector('.nm').textContent";
        let first = browser.execute(name).await?;
        for key in [DOWN, DOWN, DOWN, UP, END, HOME] {
            press(&browser, key).await?;
            ensure!(is_at(&browser, ROW).await?, "{key:?} leaves the rows");
        }
        let now = browser.execute(name).await?;
        ensure!(first == now, "Home leads to {now}, not to {first}");
        press(&browser, " ").await?;
        reach(&browser, "at.ariaSelected === 'true'").await?;
        // What it opened goes again, and with it the button that was pressed.
        lead(
            &browser,
            BACK_TAB,
            "at.textContent.trim() === 'Clear selection' || at.ariaLabel === 'Clear selection'",
        )
        .await?;
        press(&browser, ENTER).await?;
        browser.wait_gone("main tr[aria-selected='true']").await?;
        press(&browser, TAB).await?;

        // A row's menu, by the keys of a menu.
        if !is_at(&browser, ROW).await? {
            lead(&browser, TAB, ROW).await?;
        }
        press(&browser, SHIFT_F10).await?;
        reach(&browser, "at.matches('[role=menuitem]')").await?;
        press(&browser, DOWN).await?;
        press(&browser, "d").await?;
        ensure!(
            is_at(&browser, "at.textContent.trim() === 'Delete'").await?,
            "the first letter does not lead to Delete"
        );
        press(&browser, ENTER).await?;
        reach(&browser, "at.closest('dialog[open]')").await?;
        // Tab stays in the dialog.
        for _ in 0..6 {
            press(&browser, TAB).await?;
            ensure!(
                is_at(&browser, "at.closest('dialog[open]')").await?,
                "Tab leads from the dialog to the page below"
            );
        }
        press(&browser, ESCAPE).await?;
        browser.wait_gone("dialog[open]").await?;
        reach(&browser, "at.closest('tr[data-row]')").await?;
        // Tab leads out of a menu, and leaves nothing open behind.
        press(&browser, ENTER).await?;
        reach(&browser, "at.closest('.pop')").await?;
        lead(&browser, TAB, "!at.closest('.pop')").await?;
        browser.wait_gone(".pop").await?;

        // A topic from the form.
        lead(&browser, BACK_TAB, "at.matches('main .head a, main .head button') && at.textContent.trim() === 'Create topic'").await?;
        press(&browser, ENTER).await?;
        browser
            .wait_script("location.pathname.endsWith('/create-topic')")
            .await?;
        settled(&browser).await?;
        lead(&browser, TAB, &labelled("Name")).await?;
        press(&browser, &format!("{ALL}by-keys")).await?;
        lead(&browser, TAB, &labelled("Partitions")).await?;
        press(&browser, &format!("{ALL}2")).await?;
        browser.wait_text("The cluster accepts it").await?;
        lead(
            &browser,
            BACK_TAB,
            "at.matches('main button') && at.textContent.trim() === 'Create topic'",
        )
        .await?;
        press(&browser, ENTER).await?;
        browser
            .wait_script("document.querySelector('main h1')?.innerText.includes('by-keys')")
            .await?;
        let describe = ["--describe", "--topic", "by-keys"];
        let told = setup.cluster.tool(Tool::Topics, &describe).await?;
        ensure!(told.contains("PartitionCount: 2"), "{told}");

        // Tabs of a page: arrows lead, Enter goes there and stays on the tab.
        lead(&browser, TAB, "at.matches('[role=tab]')").await?;
        lead(
            &browser,
            "\u{e014}",
            "at.textContent.includes('Configuration')",
        )
        .await?;
        press(&browser, ENTER).await?;
        browser
            .wait_script("location.pathname.endsWith('/configs')")
            .await?;
        reach(&browser, "at.matches('[role=tab][aria-selected=true]')").await?;
        browser.close().await
    });
}

/// Makes the system ask for its own colours and no motion.
async fn forced(browser: &Browser, scheme: &str) -> Result<()> {
    let features = json!({ "features": [
        { "name": "forced-colors", "value": "active" },
        { "name": "prefers-reduced-motion", "value": "reduce" },
        { "name": "prefers-color-scheme", "value": scheme },
    ] });
    browser.cdp("Emulation.setEmulatedMedia", features).await?;
    let on = "matchMedia('(forced-colors: active)').matches \
              && matchMedia('(prefers-reduced-motion: reduce)').matches";
    browser.wait_script(on).await.map(|_| ())
}

/// What moves, or would: selector and seconds.
const MOVES: &str = "
    const seconds = (list) => Math.max(...list.split(',').map((one) =>
        parseFloat(one) / (one.trim().endsWith('ms') ? 1000 : 1)));
    const moving = [];
    for (const one of document.querySelectorAll('body, body *')) {
        for (const part of [null, '::before', '::after']) {
            const style = getComputedStyle(one, part);
            const animated = style.animationName === 'none' ? 0 : seconds(style.animationDuration);
            const changed = style.transitionProperty === 'none' ? 0 : seconds(style.transitionDuration);
            if (Math.max(animated, changed) > 0.01) moving.push(one.className + (part ?? ''));
        }
    }
    return moving;";

/// What can no longer be told from its ground: backgrounds and shadows are the system's.
const UNSEEN: &str = "
    const unseen = [];
    const shown = (css) => [...document.querySelectorAll(css)].filter((one) => one.checkVisibility());
    const solid = (colour) => !/^rgba\\(.*, 0\\)$/.test(colour) && colour !== 'transparent';
    // The colour that is behind an element.
    const ground = (one) => {
        for (let at = one; at; at = at.parentElement) {
            const colour = getComputedStyle(at).backgroundColor;
            if (solid(colour)) return colour;
        }
        return getComputedStyle(document.documentElement).backgroundColor;
    };
    const edged = (one) => {
        const style = getComputedStyle(one);
        const edge = style.borderTopStyle !== 'none' && parseFloat(style.borderTopWidth) > 0
            && style.borderTopColor !== ground(one.parentElement) && solid(style.borderTopColor);
        const ring = style.outlineStyle !== 'none' && style.outlineColor !== ground(one.parentElement);
        return edge || ring;
    };
    const filled = (one) => getComputedStyle(one).backgroundImage !== 'none'
        || solid(getComputedStyle(one).backgroundColor)
        && getComputedStyle(one).backgroundColor !== ground(one.parentElement);
    const need = (css, test) => {
        for (const one of shown(css)) if (!test(one)) unseen.push(css + ': ' + one.outerHTML.slice(0, 120));
    };
    need('.btn', edged);
    need('.card, .field, .pop, dialog[open]', edged);
    need('.cb', (one) => edged(one) || filled(one));
    need('.cb:checked', filled);
    need('.cb[type=checkbox]:checked', (one) =>
        getComputedStyle(one, '::after').borderBottomColor !== getComputedStyle(one).backgroundColor);
    need('.switchy', edged);
    need('.switchy', (one) => getComputedStyle(one, '::after').backgroundColor
        !== getComputedStyle(one).backgroundColor);
    need('.seg [aria-checked=true], .seg [aria-pressed=true], .nav a[aria-current]', filled);
    need('.st .ic, .pill .ic', (one) => getComputedStyle(one).stroke !== ground(one));
    need('.live i', (one) => filled(one) && edged(one));
    need('.meter', edged);
    need('.meter i', (one) => one.getBoundingClientRect().width < 1 || filled(one));
    need('.stackbar i', filled);
    return unseen;";

#[test]
fn forced_colours_and_no_motion_leave_everything_to_be_seen() {
    run(async {
        let setup = setup().await?;
        let browser = setup.signed_in("admin").await?;
        browser.goto(&setup.page("/topics")).await?;
        settled(&browser).await?;
        let moves = browser.execute(MOVES).await?;
        ensure!(moves != json!([]), "nothing moves for those who may see it");
        let console = &setup.console.castellan;
        for scheme in ["light", "dark"] {
            for address in [
                setup.page("/topics"),
                setup.page(""),
                setup.page("/brokers"),
                setup.page("/create-topic"),
                setup.page("/topics/orders.00/partitions?open=purge"),
                console.url("/profile"),
                console.url("/settings/users"),
            ] {
                forced(&browser, scheme).await?;
                browser.goto(&address).await?;
                settled(&browser).await?;
                // Boxes and switches in both of their states.
                browser
                    .execute(
                        "document.querySelector('main tbody .cb')?.click();
                         document.querySelector('main .tog input:not(:disabled)')?.click();
                         document.querySelector('main .tools [aria-haspopup=dialog]')?.click();",
                    )
                    .await?;
                let moves = browser.execute(MOVES).await?;
                ensure!(moves == json!([]), "{address} ({scheme}) moves: {moves}");
                let unseen = browser.execute(UNSEEN).await?;
                ensure!(unseen == json!([]), "{address} ({scheme}): {unseen:#}");
                for _ in 0..12 {
                    press(&browser, TAB)
                        .await
                        .with_context(|| address.clone())?;
                }
            }
        }
        browser.close().await
    });
}
