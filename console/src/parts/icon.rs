//! Line icons of our own, drawn on a grid of 24 with round ends.

use leptos::prelude::*;
use leptos::svg;

/// Which icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Onwards; mirrored where text runs from right to left.
    Forth,
    /// Back to where one came from; mirrored where text runs from right to left.
    Back,
    /// One tick: recorded.
    Check,
    /// Two ticks: arrived or read.
    Checks,
    /// A clock face: on its way.
    Clock,
    /// Something went wrong.
    Alert,
    /// Away with it.
    Close,
    /// Downwards.
    Down,
    /// An eye: shown.
    Eye,
    /// A struck-out eye: hidden.
    EyeOff,
    /// A sheet with a turned corner: a note.
    Note,
    /// A label on a string: a tag.
    Tag,
    /// A keyboard.
    Keys,
    /// A smiling face: emoji.
    Smile,
    /// Details about something.
    Info,
    /// Leads out of the console.
    External,
    /// Off it goes; mirrored where text runs from right to left.
    Send,
    /// The conversation is over.
    End,
    /// Two speech bubbles: conversations.
    Chats,
    /// A cup: nothing to do.
    Calm,
    /// No connection.
    Offline,
    /// Leave; mirrored where text runs from right to left.
    SignOut,
    /// A tray: conversations that come in.
    Inbox,
    /// A ticket with its notch.
    Ticket,
    /// A page with a chat in its corner.
    Widget,
    /// Lines that lead to one: those who wait in turn.
    Queue,
    /// Two heads: the staff.
    People,
    /// A screen beside a phone: where one is signed in.
    Device,
    /// Three dots: what else can be done.
    More,
    /// One more.
    Plus,
    /// Away for good.
    Trash,
    /// A pencil.
    Edit,
    /// Two sheets: copy.
    Copy,
    /// Six dots to hold on to.
    Grip,
    /// Upwards.
    Up,
    /// A paper clip: files.
    Clip,
    /// A sheet: one file.
    File,
    /// Into the computer.
    Download,
    /// A shield: somebody vouches for it.
    Verified,
    /// An envelope.
    Mail,
    /// A bell: something new.
    Bell,
    /// A struck circle: turned away.
    Ban,
    /// A camera: the own photo.
    Photo,
    /// A speech bubble with lines in it: what is said often.
    Canned,
    /// A magnifying glass.
    Search,
    /// A funnel: only some of it.
    Filter,
    /// A box with a lid.
    Archive,
    /// A card with a head: somebody known.
    Contact,
    /// A receiver: call.
    Phone,
    /// Lines to fill in.
    Fields,
    /// The earth: the site, and who is on it.
    Globe,
    /// A board with bars: how much goes on.
    Wall,
    /// A speech bubble with a head in it: what colleagues say to each other.
    Team,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Team => {
                "M4 4.500h16v12H10L5 20.500v-4H4zM12 7a1.700 1.700 0 1 0 0 3.400A1.700 1.700 0 0 0 12 7zM8.800 14c.4-1.600 1.600-2.300 3.200-2.300s2.800.7 3.200 2.300"
            }
            Self::Forth => "M9 5l7 7-7 7",
            Self::Back => "M15 5l-7 7 7 7",
            Self::Check => "M5 12.5l4.5 4.5L19 7.5",
            Self::Checks => "M2.5 12.5L7 17l9.5-9.5M11.5 16.5l.5.5 9.5-9.5",
            Self::Clock => "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2",
            Self::Alert => "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5v5.5M12 16.2v.3",
            Self::Close => "M6 6l12 12M18 6L6 18",
            Self::Down => "M12 5v14M6 13l6 6 6-6",
            Self::Eye => {
                "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z"
            }
            Self::EyeOff => {
                "M4 4l16 16M9.5 6A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a16 16 0 0 1-2.4 3.1M6 7.8A15.5 15.5 0 0 0 2.5 12S6 18.5 12 18.500a9.3 9.3 0 0 0 4-.9M10 10.100a2.8 2.8 0 0 0 3.9 3.9"
            }
            Self::Note => {
                "M6.5 4.5h11a1.5 1.5 0 0 1 1.5 1.500v8l-5.500 5.500h-7a1.5 1.5 0 0 1-1.500-1.500v-12a1.5 1.5 0 0 1 1.500-1.500zM19 14h-4a1.500 1.500 0 0 0-1.500 1.500v4M8.500 8.500h7M8.500 12h3"
            }
            Self::Smile => {
                "M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM9 9.500v.5M15 9.500v.5M8.500 14q3.500 4 7 0"
            }
            Self::Keys => {
                "M4.500 6.500h15a1.500 1.500 0 0 1 1.500 1.500v8a1.500 1.500 0 0 1-1.500 1.500h-15A1.500 1.500 0 0 1 3 16V8a1.500 1.500 0 0 1 1.500-1.500zM6.800 10h.1M10.200 10h.1M13.700 10h.1M17.100 10h.1M8 14h8"
            }
            Self::Tag => {
                "M4.5 5.500v6l8 8a1.500 1.500 0 0 0 2.100 0l4.900-4.900a1.500 1.500 0 0 0 0-2.100l-8-8h-6a1 1 0 0 0-1 1zM8.500 8.500v.1"
            }
            Self::Info => "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 11v5.5M12 7.6v.3",
            Self::External => {
                "M9.5 5.500H6.500a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2v-3M13.5 4.500h6v6M19 5l-8.5 8.5"
            }
            Self::Send => "M4 12l16-7.5-4.5 15.5-4-6.500zM11.5 13.500L20 4.5",
            Self::End => "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM9 9h6v6H9z",
            Self::Chats => {
                "M4.5 4.500h10a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2H8.500L4 17V6.500a2 2 0 0 1 .5-2zM19 9.500a1.5 1.5 0 0 1 1 1.500v9.500l-3.8-3.500H11a2 2 0 0 1-1.8-1"
            }
            Self::Calm => {
                "M5 9.500h11.500v5a4.5 4.5 0 0 1-4.5 4.500H9.500A4.5 4.5 0 0 1 5 14.500zM16.5 11h1.200a2.3 2.3 0 0 1 0 4.600h-1.400M8.5 3.500c-.8 1 .8 2 0 3M12.5 3.500c-.8 1 .8 2 0 3"
            }
            Self::Offline => {
                "M4 4l16 16M2.5 9.500A14 14 0 0 1 7 6.700M10.5 5.600a14 14 0 0 1 11 3.900M5.5 13a9.5 9.5 0 0 1 4-2.300M14.5 10.900a9.5 9.5 0 0 1 4 2.100M9 16.500a4.5 4.5 0 0 1 6 0M12 19.800v.2"
            }
            Self::Inbox => "M4 13.500l2.500-8h11l2.500 8v5H4zM4 13.500h4.500l1.500 2.500h4l1.500-2.500H20",
            Self::Ticket => {
                "M4 6.500h16v3.300a2.300 2.300 0 0 0 0 4.400v3.300H4v-3.300a2.300 2.300 0 0 0 0-4.400zM14.500 6.500v2M14.500 11v2M14.500 15.500v2"
            }
            Self::Widget => "M4 5h16v14H4zM4 9h16M12.500 12h5v4.500h-2.500l-1.500 1v-1h-1z",
            Self::Queue => "M4 6h10M4 12h10M4 18h10M18.500 7.500V16M15.500 13.500l3 3 3-3",
            Self::People => {
                "M9 5a3.200 3.200 0 1 0 0 6.400A3.200 3.200 0 0 0 9 5zM3 19c.4-3.300 2.700-5 6-5s5.600 1.700 6 5M15.500 5.300a3 3 0 0 1 0 5.800M17.500 14.400c2 .6 3.200 2.100 3.500 4.600"
            }
            Self::Device => "M3.500 5h13v9h-13zM7 18.500h6M10 14v4.500M15.500 9.500h5V19h-5z",
            Self::More => "M5.500 12v.1M12 12v.1M18.500 12v.1",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Trash => {
                "M5 7h14M9.500 7V4.500h5V7M7 7l.8 12.500h8.400L17 7M10.300 10.500v5.500M13.700 10.500v5.500"
            }
            Self::Edit => "M5 19l.8-3.800L16 5l3 3-10.200 10.200zM14 7l3 3",
            Self::Copy => "M9 9h10.500v10.500H9zM15 9V4.500H4.500V15H9",
            Self::Grip => "M9 6v.1M15 6v.1M9 12v.1M15 12v.1M9 18v.1M15 18v.1",
            Self::Up => "M12 19V5M6 11l6-6 6 6",
            Self::Clip => {
                "M19 11.500l-7.200 7.200a4.500 4.500 0 0 1-6.400-6.400l7.800-7.800a3 3 0 0 1 4.200 4.200l-7.700 7.700a1.500 1.500 0 0 1-2.100-2.100l7-7"
            }
            Self::File => "M6.500 3.500h7.500l4 4v13h-11.500zM14 3.500v4h4",
            Self::Download => "M12 4.500v10.500M7 10.500l5 5 5-5M5 19.500h14",
            Self::Verified => {
                "M12 3.500l7 2.500v5.500c0 4-2.900 7.200-7 9-4.100-1.800-7-5-7-9V6zM8.800 11.800l2.300 2.300 4.200-4.400"
            }
            Self::Mail => "M4 6h16v12H4zM4 7l8 6 8-6",
            Self::Photo => {
                "M4 8h3.500L9 5.500h6L16.500 8H20v11H4zM12 10.200a3.200 3.200 0 1 0 0 6.400 3.200 3.200 0 0 0 0-6.400z"
            }
            Self::Bell => "M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 1.500h-15zM10 20.500h4M12 3v2",
            Self::Ban => "M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM6 6l12 12",
            Self::Canned => "M4 5h16v11.500h-8.500L7 20.500v-4H4zM8 9h8M8 12.500h5",
            Self::Search => "M10.500 4.500a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15 15l5 5",
            Self::Filter => "M4 6h16l-6.300 7.200V19l-3.400-1.800v-4z",
            Self::Archive => "M4 5h16v4H4zM5.500 9v10h13V9M10 12.500h4",
            Self::Contact => {
                "M4 5.500h16v13H4zM9 9a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM6 16.500c.4-1.500 1.500-2.200 3-2.200s2.600.7 3 2.200M14.500 10h3M14.500 13.500h3"
            }
            Self::Phone => {
                "M6.500 4h3l1.500 4-2 1.500a11 11 0 0 0 5.500 5.500l1.500-2 4 1.500v3a2 2 0 0 1-2 2A15.500 15.500 0 0 1 4.500 6a2 2 0 0 1 2-2z"
            }
            Self::Fields => "M4 6h3M10 5h10v4H10zM4 12h3M10 11h10v4H10zM4 18h3M10 18h10",
            Self::Globe => {
                "M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM3.800 12h16.400M12 3.500c3.200 2.600 3.200 14.400 0 17M12 3.500c-3.200 2.600-3.200 14.400 0 17"
            }
            Self::Wall => "M4 4.500h16v12H4zM8.500 20h7M12 16.500V20M8 13v-2.500M12 13V7.500M16 13v-4",
            Self::SignOut => "M10 4.500H6.500a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2H10M15.5 8l4 4-4 4M19 12H9.5",
        }
    }

    const fn is_directed(self) -> bool {
        matches!(self, Self::Forth | Self::Back | Self::Send | Self::SignOut | Self::External)
    }
}

/// Draws an icon in the size and colour of the text around it. It is decoration: the words stand beside it, or in the
/// control's label.
pub fn icon(icon: Icon) -> impl IntoView {
    let class = if icon.is_directed() { "icon directed" } else { "icon" };
    svg::svg()
        .class(class)
        .attr("viewBox", "0 0 24 24")
        .attr("aria-hidden", "true")
        .attr("focusable", "false")
        .child(svg::path().attr("d", icon.path()))
}

/// The product's mark: a desk bell inside a speech bubble.
pub fn mark() -> impl IntoView {
    let bubble = "M7 3h18a5 5 0 0 1 5 5v12a5 5 0 0 1-5 5h-9l-7 5.500V25H7a5 5 0 0 1-5-5V8a5 5 0 0 1 5-5z";
    let bell = "M16 7.500a1.3 1.3 0 0 1 1.3 1.300v.8A6.7 6.7 0 0 1 22.8 16v.7H9.200V16a6.7 6.7 0 0 1 5.5-6.400v-.8A1.3 1.3 0 0 1 16 7.500zM8.5 18.200h15v2.300h-15z";
    svg::svg()
        .class("mark")
        .attr("viewBox", "0 0 32 32")
        .attr("aria-hidden", "true")
        .attr("focusable", "false")
        .child((
            svg::path().class("mark-bubble").attr("d", bubble),
            svg::path().class("mark-bell").attr("d", bell),
        ))
}
