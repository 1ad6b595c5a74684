# German. See en.ftl for the variables and for the characters that an SMS may hold.

intro = Ihr Bestätigungscode für { $friendly_name } lautet:
intro-transaction = Ihr Code von { $friendly_name } zur Freigabe von { $amount } an { $payee } lautet:
do-not-share = Geben Sie diesen Code nicht weiter; unsere Mitarbeitenden fragen nie danach

sms = { $intro } { $code }
sms-do-not-share = { $intro } { $code }. { do-not-share }

call-gate = Hier ist { $friendly_name }. Drücken Sie eine beliebige Taste, um Ihren Code zu hören.
call-gate-digits = Hier ist { $friendly_name }. Um Ihren Code zu hören, drücken Sie { $digits }.
call-gate-wrong = Das waren nicht die richtigen Tasten.
call-over = Dieser Code ist nicht mehr gültig. Auf Wiederhören.
call = Guten Tag. { $intro } { $code }. Ich wiederhole, Ihr Code lautet: { $code }. Auf Wiederhören.
call-do-not-share = Guten Tag. { $intro } { $code }. Ich wiederhole, Ihr Code lautet: { $code }. { do-not-share }. Auf Wiederhören.

call-approve = Hier ist { $friendly_name }. Sie werden gebeten, das freizugeben, was Sie gerade auf Ihrem Bildschirm sehen. Um es freizugeben, drücken Sie die zwei Ziffern, die dort stehen. Wenn Sie das nicht waren, drücken Sie 9.
call-approve-transaction = Hier ist { $friendly_name }. Sie werden gebeten, { $amount } an { $payee } freizugeben. Um es freizugeben, drücken Sie die zwei Ziffern, die auf Ihrem Bildschirm stehen. Wenn Sie das nicht waren, drücken Sie 9.
call-approved = Vielen Dank. Es ist freigegeben. Auf Wiederhören.
call-reported = Vielen Dank. Es ist nicht freigegeben und wurde gemeldet. Auf Wiederhören.
call-approve-over = Es gibt nichts mehr freizugeben. Auf Wiederhören.

email-subject = Ihr Bestätigungscode für { $friendly_name }
email-do-not-share = { do-not-share }.
email-lifetime =
    { $minutes ->
        [0] Der Code ist weniger als eine Minute gültig und funktioniert nur einmal.
        [one] Der Code ist { $minutes } Minute gültig und funktioniert nur einmal.
       *[other] Der Code ist { $minutes } Minuten gültig und funktioniert nur einmal.
    }
email-unasked = Wenn Sie diesen Code nicht angefordert haben, geben Sie ihn nirgends ein; Sie können diese E-Mail ignorieren.
email-unasked-transaction = Wenn Sie diese Zahlung nicht veranlasst haben, geben Sie den Code nirgends ein und melden Sie sich bei { $friendly_name }.

notice-subject = Sicherheitshinweis zu Ihrem Konto bei { $friendly_name }
notice-added = Zu Ihrem Konto bei { $friendly_name } wurde eine Anmeldemethode hinzugefügt: { $method }.
notice-removed = Von Ihrem Konto bei { $friendly_name } wurde eine Anmeldemethode entfernt: { $method }.
notice-new-codes = Für Ihr Konto bei { $friendly_name } wurden neue Wiederherstellungscodes erstellt. Frühere Codes gelten nicht mehr.
notice-code-used = Bei der Anmeldung an Ihrem Konto bei { $friendly_name } wurde ein Wiederherstellungscode verwendet. Er gilt nicht mehr.
notice-browser = Was sich ein Browser für Ihr Konto bei { $friendly_name } gemerkt hatte, wurde von einem anderen Browser verwendet. Es gilt nun für keinen von beiden mehr.
notice-when = Wann: { $day }. { notice-month } { $year }, { $hour }:{ $minute } Uhr UTC
notice-month =
    { $month ->
        [1] Januar
        [2] Februar
        [3] März
        [4] April
        [5] Mai
        [6] Juni
        [7] Juli
        [8] August
        [9] September
        [10] Oktober
        [11] November
       *[other] Dezember
    }
notice-yours = Wenn Sie das waren, brauchen Sie nichts zu tun.
notice-not-yours = Wenn Sie das nicht waren, melden Sie sich sofort bei { $friendly_name }.
notice-support = Wenn Sie das nicht waren, holen Sie sich sofort Hilfe: { $support }
notice-phone = Telefon
notice-email = E-Mail
notice-authenticator = Authenticator-App
notice-passkey = Passkey
notice-token = Hardware-Token
notice-push = App auf Ihrem Gerät
notice-other = Eine andere Methode
