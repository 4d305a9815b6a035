"""Words of the mail catcher's pages."""

from __future__ import annotations

TEXTS = {
    "de": {
        "title": "Abgefangene E-Mails",
        "explain": "Diese Nachrichten hat Meldeweg verschickt. Sie werden hier nur gezeigt; niemand hat "
        "sie erhalten.",
        "empty": "Noch keine Nachricht. Laden Sie die Seite neu, wenn Sie etwas gemeldet haben.",
        "reload": "Neu laden",
        "back": "Zurück zur Liste",
        "other": "English",
        "date": "Zeit",
        "to": "An",
        "subject": "Betreff",
        "headers": "Kopfzeilen",
        "text": "Text",
        "html": "HTML",
        "no_text": "Die Nachricht hat keinen Textteil.",
        "gone": "Diese Nachricht gibt es nicht (mehr).",
    },
    "en": {
        "title": "Caught e-mails",
        "explain": "Meldeweg sent these messages. They are only shown here; nobody has received them.",
        "empty": "No message yet. Reload the page when you have reported something.",
        "reload": "Reload",
        "back": "Back to the list",
        "other": "Deutsch",
        "date": "Time",
        "to": "To",
        "subject": "Subject",
        "headers": "Headers",
        "text": "Text",
        "html": "HTML",
        "no_text": "The message has no text part.",
        "gone": "There is no such message (any more).",
    },
}
