# Italian: tu, as most services write. See en.ftl for the variables and for the characters that an SMS may hold:
# GSM-7 has à è é ì ò ù.

intro = Il tuo codice di verifica { $friendly_name } è:
intro-transaction = Il tuo codice { $friendly_name } per autorizzare il pagamento di { $amount } a favore di { $payee } è:
do-not-share = Non condividere questo codice con nessuno; il nostro personale non lo chiederà mai

sms = { $intro } { $code }
sms-do-not-share = { $intro } { $code }. { do-not-share }

call-gate = Chiamata da parte di { $friendly_name }. Premi un tasto qualsiasi per ascoltare il tuo codice.
call-gate-digits = Chiamata da parte di { $friendly_name }. Per ascoltare il tuo codice, premi { $digits }.
call-gate-wrong = Non erano i tasti giusti.
call-over = Questo codice non è più valido. Arrivederci.
call = Buongiorno. { $intro } { $code }. Ripeto, il tuo codice è: { $code }. Arrivederci.
call-do-not-share = Buongiorno. { $intro } { $code }. Ripeto, il tuo codice è: { $code }. { do-not-share }. Arrivederci.

call-approve = Chiamata da parte di { $friendly_name }. Ti viene chiesto di approvare ciò che vedi ora sul tuo schermo. Per approvare, premi le due cifre che vedi lì. Se non sei stato tu a chiederlo, premi 9.
call-approve-transaction = Chiamata da parte di { $friendly_name }. Ti viene chiesto di approvare il pagamento di { $amount } a favore di { $payee }. Per approvare, premi le due cifre che vedi sul tuo schermo. Se non sei stato tu a chiederlo, premi 9.
call-approved = Grazie. È approvato. Arrivederci.
call-reported = Grazie. Non è approvato ed è stato segnalato. Arrivederci.
call-approve-over = Non c'è più nulla da approvare. Arrivederci.

email-subject = Il tuo codice di verifica { $friendly_name }
email-do-not-share = { do-not-share }.
email-lifetime =
    { $minutes ->
        [0] Il codice è valido per meno di un minuto e funziona una sola volta.
        [one] Il codice è valido per { $minutes } minuto e funziona una sola volta.
       *[other] Il codice è valido per { $minutes } minuti e funziona una sola volta.
    }
email-unasked = Se non hai richiesto questo codice, non inserirlo da nessuna parte; puoi ignorare questa e-mail.
email-unasked-transaction = Se non hai avviato tu questo pagamento, non inserire il codice da nessuna parte e avvisa { $friendly_name }.

notice-subject = Avviso di sicurezza sul suo account { $friendly_name }
notice-added = Un metodo di accesso è stato aggiunto al suo account { $friendly_name }: { $method }.
notice-removed = Un metodo di accesso è stato rimosso dal suo account { $friendly_name }: { $method }.
notice-new-codes = Sono stati creati nuovi codici di recupero per il suo account { $friendly_name }. Quelli precedenti non funzionano più.
notice-code-used = Un codice di recupero è stato usato per accedere al suo account { $friendly_name }. Non funziona più.
notice-browser = Ciò che un browser ricordava del suo account { $friendly_name } è stato usato da un altro browser. Nessuno dei due è più ricordato.
notice-when = Quando: { $day } { notice-month } { $year }, ore { $hour }:{ $minute } UTC
notice-month =
    { $month ->
        [1] gennaio
        [2] febbraio
        [3] marzo
        [4] aprile
        [5] maggio
        [6] giugno
        [7] luglio
        [8] agosto
        [9] settembre
        [10] ottobre
        [11] novembre
       *[other] dicembre
    }
notice-yours = Se è stato lei, non deve fare nulla.
notice-not-yours = Se non è stato lei, avvisi subito { $friendly_name }.
notice-support = Se non è stato lei, chieda subito aiuto: { $support }
notice-phone = Telefono
notice-email = E-mail
notice-authenticator = App di autenticazione
notice-passkey = Passkey
notice-token = Token hardware
notice-push = App sul suo dispositivo
notice-other = Un altro metodo
