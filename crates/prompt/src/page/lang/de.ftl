# German. See en.ftl for what each text is and for the values.

title-problem = Fehler: { $title }

approving = Sie geben frei
approve-amount = Betrag
approve-payee = An

continue = Weiter
approve = Freigeben
cancel = Abbrechen und zurück
support = Hilfe
another-way = Anderen Weg wählen
back = Zurück
copy = Kopieren
copied = Kopiert
remember =
    { $days ->
        [one] In diesem Browser { $days } Tag lang nicht mehr fragen
       *[other] In diesem Browser { $days } Tage lang nicht mehr fragen
    }
remember-about = Nur auf einem eigenen Gerät.

method-phone = Telefon
method-sms = SMS
method-call = Anruf
method-email = E-Mail
method-authenticator = Authenticator-App
method-passkey = Passkey
method-token = Hardware-Token
method-push = App auf Ihrem Gerät
method-recovery = Wiederherstellungscode

about-phone = Ein Code per SMS oder Anruf
about-sms = Ein Code per SMS
about-call = Ein Anruf, der Ihnen einen Code vorliest
about-email = Ein Code per E-Mail
about-authenticator = Ein Code aus einer App, auch ohne Netz
about-passkey = Fingerabdruck, Gesicht, Displaysperre oder Sicherheitsschlüssel
about-token = Ein Code von einem kleinen Gerät
about-push = Eine Frage auf Ihrem Telefon beantworten
about-recovery = Einer der Codes, die Sie aufbewahrt haben

choose-first-title = Zweiten Schritt einrichten
choose-first = Schützen Sie Ihr Konto: mit einem weiteren Weg zu zeigen, dass Sie es sind.
choose-add-title = Weitere Methode hinzufügen
choose-add = Mit zwei Methoden kommen Sie auch dann hinein, wenn Ihnen eine verloren geht.
choose-another-title = Anderen Weg wählen
choose-another = Wie möchten Sie bestätigen, dass Sie es sind?

phone-title = Telefon hinzufügen
phone = Wir schicken Ihnen einen Code, um die Nummer zu prüfen.
phone-label = Telefonnummer
phone-hint = Mit Landesvorwahl, zum Beispiel +49 1512 3456789
email-title = E-Mail-Adresse hinzufügen
email = Wir schicken Ihnen einen Code, um die Adresse zu prüfen.
email-label = E-Mail-Adresse
get-sms = Code per SMS erhalten
get-call = Code per Anruf erhalten
get-email = Code per E-Mail erhalten

send-title = Bestätigen Sie, dass Sie es sind
send = Wir schicken einen Code an { $to }.

code-title = Code eingeben
code-sms = Wir haben eine SMS mit einem Code an { $to } geschickt.
code-call = Wir rufen { $to } an und lesen Ihnen einen Code vor.
code-email = Wir haben eine E-Mail mit einem Code an { $to } geschickt. Das kann eine Minute dauern; sehen Sie auch im Spam-Ordner nach.
code-app = Öffnen Sie Ihre Authenticator-App. Sie zeigt den Code an.
code-app-named = Öffnen Sie { $name }. Dort steht der Code.
code-token = Ihr Hardware-Token zeigt den Code an.
code-token-named = { $name } zeigt den Code an.
code-label = Code mit { $digits } Ziffern
code-again = Noch einmal schicken
code-again-call = Noch einmal anrufen
code-sms-instead = Lieber per SMS
code-call-instead = Lieber per Anruf
code-change-phone = Nummer ändern
code-change-email = Adresse ändern
wait = In { $time } können Sie einen neuen anfordern.
wait-over = Sie können jetzt einen neuen anfordern.

authenticator-title = Authenticator-App einrichten
authenticator-scan = Mit der App scannen
authenticator-any = Jede App für Einmalcodes ist geeignet.
authenticator-qr = QR-Code für Ihre Authenticator-App
authenticator-open = In einer App auf diesem Gerät öffnen
authenticator-typed = Scannen geht nicht?
authenticator-type = Tippen Sie diesen Schlüssel in die App:
authenticator-code = Den Code aus der App eingeben

passkey-make-title = Passkey erstellen
passkey-make = Ihr Gerät fragt nach Fingerabdruck, Gesicht oder Displaysperre. Ein Sicherheitsschlüssel geht auch.
passkey-make-button = Passkey erstellen
passkey-use-title = Passkey verwenden
passkey-use = Ihr Gerät fragt nach Fingerabdruck, Gesicht oder Displaysperre oder nach Ihrem Sicherheitsschlüssel.
passkey-use-button = Passkey verwenden
passkey-field = Oder hier aus den Vorschlägen wählen
passkey-script = Passkeys brauchen JavaScript. Schalten Sie es für diese Seite ein oder wählen Sie einen anderen Weg.
passkey-unable = Dieser Browser kennt keine Passkeys. Nehmen Sie einen anderen Browser oder wählen Sie einen anderen Weg.
passkey-waiting = Ihr Browser fragt Sie jetzt.

token-title = Hardware-Token hinzufügen
token = Tippen Sie die Seriennummer von der Rückseite ein, dann zwei Codes nacheinander.
token-serial = Seriennummer
token-code = Code, den er jetzt anzeigt
token-next = Code, den er danach anzeigt
token-next-about = Warten Sie, bis der Code wechselt, oder drücken Sie die Taste noch einmal.

ask = Wir fragen auf Ihrem Gerät. Halten Sie es bereit.
ask-named = Wir fragen auf { $name }. Halten Sie es bereit.
ask-button = Auf meinem Gerät fragen

push-title = Antworten Sie auf Ihrem Gerät
push = Wir haben auf Ihrem Gerät gefragt. Öffnen Sie dort die App.
push-named = Wir haben auf { $name } gefragt. Öffnen Sie dort die App.
push-number = Zahl auf dem Gerät
push-hint = Stimmen Sie dort zu und geben Sie dann die Zahl ein, die es zeigt.
push-again = Noch einmal fragen
wait-push = In { $time } können Sie noch einmal fragen lassen.
wait-push-over = Sie können jetzt noch einmal fragen lassen.

device-title = Verbinden Sie Ihr Gerät
device-scan = Scannen Sie dies mit der App auf Ihrem Gerät.
device-qr = QR-Code für die App auf Ihrem Gerät
device-copy = Öffnen Sie diesen Link auf dem Gerät:
device-waiting = Wir warten auf Ihr Gerät
device-connected = Ihr Gerät ist verbunden.
device-over = Dieser Code war zu lange offen. Niemand kann ihn mehr verwenden.
device-again = Neuen Code anfordern

codes-title = Wiederherstellungscodes aufbewahren
codes = Jeder lässt Sie einmal hinein, falls Sie alles andere verlieren. Niemand kann sie Ihnen noch einmal zeigen: Bewahren Sie sie sicher auf, und nicht nur auf diesem Gerät.
codes-list = Wiederherstellungscodes
codes-download = Herunterladen
codes-print = Drucken
codes-file = Wiederherstellungscodes für { $name }. Jeder gilt einmal.
codes-saved = Ich habe diese Codes aufbewahrt
recovery-title = Wiederherstellungscode verwenden
recovery = Tippen Sie einen der Codes ein, die Sie aufbewahrt haben. Jeder gilt einmal.
recovery-label = Wiederherstellungscode

methods-title = Wie Sie bestätigen, dass Sie es sind
methods = Jede dieser Methoden lässt Sie hinein.
methods-two = Sie brauchen zwei dieser Methoden, um hineinzukommen.
methods-none = Noch ist nichts eingerichtet.
methods-codes = Wiederherstellungscodes
methods-codes-left =
    { $left ->
        [0] Keiner übrig
        [one] Noch { $left }
       *[other] Noch { $left }
    }
methods-codes-new = Neue erzeugen
methods-browsers = Browser, in denen nicht gefragt wird
methods-add = Weitere Methode hinzufügen
methods-finish = Fertig
added = Hinzugefügt am { $day }
used = Zuletzt verwendet am { $day }
used-this = Dieser Browser, zuletzt verwendet am { $day }
rename = Umbenennen
rename-what = { $what } umbenennen
remove = Entfernen
remove-what = { $what } entfernen
forget = Vergessen
forget-what = { $what } vergessen

remove-title = { $what } entfernen?
remove-about = Damit kommen Sie dann nicht mehr hinein.
remove-yes = Entfernen
remove-no = Behalten
remove-last-title = Das ist Ihre einzige Methode
remove-last = Fügen Sie zuerst eine andere hinzu. Dann können Sie diese entfernen, ohne sich auszusperren.
rename-title = { $what } umbenennen
rename-label = Name
rename-about = Damit Sie die Methode wiedererkennen: „Diensthandy“.
rename-save = Speichern

end-expired-title = Diese Seite ist abgelaufen
end-expired = Zu Ihrer Sicherheit war sie nur kurze Zeit offen. Gehen Sie zurück und beginnen Sie neu.
end-used-title = Dieser Link wurde schon verwendet
end-used = Wofür er war, ist vorbei. Wenn Sie es noch einmal brauchen, gehen Sie zurück und beginnen Sie neu.
end-elsewhere-title = In einem anderen Browser offen
end-elsewhere = Es begann in einem anderen Browser oder einem privaten Fenster. Machen Sie dort weiter, oder gehen Sie zurück und beginnen Sie hier neu.
end-unknown-title = Dieser Link funktioniert nicht
end-unknown = Vielleicht fehlt ein Teil. Gehen Sie dorthin zurück, woher Sie kamen, und beginnen Sie neu.
end-cookies-title = Ihr Browser blockiert Cookies
end-cookies = Eines wird gebraucht, solange diese Seite offen ist, um zu wissen, dass Sie es noch sind. Erlauben Sie Cookies für diese Seite und versuchen Sie es noch einmal.
end-too-many-title = Zu viele Versuche
end-too-many = Damit niemand anderes hineinkommt, werden eine Weile keine Codes angenommen. Versuchen Sie es später noch einmal.
end-too-many-minutes =
    { $minutes ->
        [one] Damit niemand anderes hineinkommt, werden gerade keine Codes angenommen. Versuchen Sie es in { $minutes } Minute noch einmal.
       *[other] Damit niemand anderes hineinkommt, werden gerade keine Codes angenommen. Versuchen Sie es in { $minutes } Minuten noch einmal.
    }
end-not-enrolled-title = Noch kein zweiter Schritt
end-not-enrolled = Es ist nichts eingerichtet, womit Sie bestätigen könnten, dass Sie es sind.
end-denied-title = Nicht bestätigt
end-denied = Niemand wurde hineingelassen. Wenn Sie nicht mit einer Frage gerechnet haben, kennt vielleicht jemand Ihr Passwort: Ändern Sie es.
end-canceled-title = Sie haben abgebrochen
end-canceled = Es wurde nichts bestätigt. Sie können jederzeit neu beginnen.
end-stale-title = Diese Seite war veraltet
end-stale = Vielleicht sind Sie zurückgegangen oder haben sie zweimal offen. Es wurde nichts getan. Machen Sie dort weiter, wo Sie sind.
end-done-title = Fertig
end-done = Das war alles.
end-fault-title = Bei uns ist etwas schiefgegangen
end-fault = Es lag nicht an Ihnen. Was Sie eingerichtet haben, ist sicher. Versuchen Sie es gleich noch einmal.
end-onward = Weiter
end-retry = Noch einmal versuchen
end-back = Zurück
end-back-to = Zurück zu { $name }
end-close = Sie können diese Seite schließen.

problem-missing = Bitte ausfüllen.
problem-wrong-code = Das ist nicht der Code. Versuchen Sie es noch einmal.
problem-wrong-code-left =
    { $left ->
        [one] Das ist nicht der Code. Sie haben noch { $left } Versuch.
       *[other] Das ist nicht der Code. Sie haben noch { $left } Versuche.
    }
problem-code-over = Dieser Code gilt nicht mehr. Fordern Sie einen neuen an.
problem-used-code = Dieser Code wurde schon verwendet. Warten Sie auf den nächsten.
problem-clock-off = Dieser Code gehört zu einer anderen Zeit. Lassen Sie Ihr Gerät die Uhr selbst stellen und versuchen Sie es noch einmal.
problem-bad-phone = Das ist keine Telefonnummer. Beginnen Sie mit + und der Landesvorwahl.
problem-bad-email = Das ist keine E-Mail-Adresse.
problem-not-served = Dorthin können wir keinen Code schicken. Nehmen Sie etwas anderes.
problem-known = Das haben Sie schon eingerichtet.
problem-too-soon = Der nächste kann in { $time } geschickt werden.
problem-too-many =
    { $minutes ->
        [one] Zu viele Versuche. Warten Sie { $minutes } Minute oder wählen Sie einen anderen Weg.
       *[other] Zu viele Versuche. Warten Sie { $minutes } Minuten oder wählen Sie einen anderen Weg.
    }
problem-not-sent = Wir konnten nichts schicken. Versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.
problem-bad-serial = Diese Seriennummer kann nicht hinzugefügt werden. Vergleichen Sie sie mit der auf dem Token.
problem-bad-codes = Das sind nicht zwei Codes nacheinander. Tippen Sie den ein, der jetzt angezeigt wird, dann den nächsten.
problem-passkey = Das hat nicht geklappt. Versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.
problem-not-approved = Sie haben auf dem Gerät noch nicht zugestimmt. Tun Sie das zuerst und geben Sie dann die Zahl ein.
problem-no-answer = Niemand hat geantwortet. Fragen Sie noch einmal oder wählen Sie einen anderen Weg.
problem-wrong-number = Das ist nicht die Zahl. Lassen Sie noch einmal fragen: Das Gerät zeigt dann eine andere.
problem-no-device = Ihr Gerät ist noch nicht verbunden. Schließen Sie es in der App ab und fahren Sie dann hier fort.
problem-wrong-recovery-code = Das ist keiner Ihrer Codes, oder er wurde schon verwendet.
problem-not-saved = Bewahren Sie zuerst die Codes auf, dann setzen Sie das Häkchen.
problem-bad-name = Verwenden Sie 1 bis 64 Zeichen.
problem-gone = Das gibt es nicht mehr.
problem-stale = Diese Seite war veraltet, es wurde nichts getan. Versuchen Sie es noch einmal.

notice-sent-again = Wir haben Ihnen einen neuen Code geschickt.
notice-asked-again = Wir haben noch einmal auf Ihrem Gerät gefragt. Es zeigt eine neue Zahl.
notice-added = Hinzugefügt. Sie können es ab jetzt verwenden.
notice-renamed = Der Name ist geändert.
notice-removed = Entfernt.
notice-forgotten = In diesem Browser wird ab jetzt wieder gefragt.
notice-prove-first = Bevor sich etwas ändert, bestätigen Sie, dass Sie es sind.
notice-one-more = Noch ein Schritt: Bestätigen Sie jetzt mit einer anderen Methode.
notice-set-up-again = Sie haben einen Wiederherstellungscode verwendet. Wenn Sie Ihr Gerät verloren haben, richten Sie jetzt ein neues ein.
