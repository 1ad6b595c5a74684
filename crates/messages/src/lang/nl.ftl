# Dutch: u. See en.ftl for the variables and for the characters that an SMS may hold: GSM-7 has é, and lacks ë ï.

intro = Uw verificatiecode voor { $friendly_name } is:
intro-transaction = Uw code van { $friendly_name } voor het goedkeuren van { $amount } aan { $payee } is:
do-not-share = Deel deze code met niemand; onze medewerkers vragen er nooit om

sms = { $intro } { $code }
sms-do-not-share = { $intro } { $code }. { do-not-share }

call-gate = Dit is { $friendly_name }. Druk op een willekeurige toets om uw code te horen.
call-gate-digits = Dit is { $friendly_name }. Druk op { $digits } om uw code te horen.
call-gate-wrong = Dat waren niet de juiste toetsen.
call-over = Deze code is niet meer geldig. Tot ziens.
call = Goedendag. { $intro } { $code }. Ik herhaal, uw code is: { $code }. Tot ziens.
call-do-not-share = Goedendag. { $intro } { $code }. Ik herhaal, uw code is: { $code }. { do-not-share }. Tot ziens.

call-approve = Dit is { $friendly_name }. U wordt gevraagd goed te keuren wat nu op uw scherm staat. Druk op de twee cijfers die u daar ziet om het goed te keuren. Druk op 9 als u dit niet was.
call-approve-transaction = Dit is { $friendly_name }. U wordt gevraagd { $amount } aan { $payee } goed te keuren. Druk op de twee cijfers die u op uw scherm ziet om het goed te keuren. Druk op 9 als u dit niet was.
call-approved = Dank u wel. Het is goedgekeurd. Tot ziens.
call-reported = Dank u wel. Het is niet goedgekeurd en het is gemeld. Tot ziens.
call-approve-over = Er is niets meer om goed te keuren. Tot ziens.

push-login = Inloggen bij { $friendly_name }?
push-set-up = Wijzigen hoe u inlogt bij { $friendly_name }?
push-text = { $friendly_name }: { $text }
push-payment = { $friendly_name }: deze betaling goedkeuren?
push-amount = Bedrag
push-payee = Aan
push-number = Typ dit getal op de pagina

email-subject = Uw verificatiecode voor { $friendly_name }
email-do-not-share = { do-not-share }.
email-lifetime =
    { $minutes ->
        [0] De code is minder dan een minuut geldig en werkt maar één keer.
        [one] De code is { $minutes } minuut geldig en werkt maar één keer.
       *[other] De code is { $minutes } minuten geldig en werkt maar één keer.
    }
email-unasked = Als u deze code niet hebt aangevraagd, vul hem dan nergens in; u kunt deze e-mail negeren.
email-unasked-transaction = Als u deze betaling niet hebt gestart, vul de code dan nergens in en neem contact op met { $friendly_name }.
