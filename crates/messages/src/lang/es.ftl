# Spanish, for Spain and America alike: usted, and words that both use. See en.ftl for the variables.
#
# SMS are UCS-2, 70 characters: GSM-7 lacks the ó of "código". "Clave" would fit, but it also means password, and
# the page where the code is typed says "código". `intro` is short so that one SMS holds it with the longest name.

intro = Código de { $friendly_name }:
intro-transaction = Su código de { $friendly_name } para autorizar el pago de { $amount } a { $payee } es:
do-not-share = No lo comparta con nadie; nuestro personal nunca se lo pedirá

sms = { $intro } { $code }
sms-do-not-share = { $intro } { $code }. { do-not-share }

call-gate = Le llama { $friendly_name }. Presione cualquier tecla para escuchar su código.
call-gate-digits = Le llama { $friendly_name }. Para escuchar su código, presione { $digits }.
call-gate-wrong = Esas no eran las teclas correctas.
call-over = Este código ya no es válido. Hasta luego.
call = Hola. { $intro } { $code }. Repito, su código es: { $code }. Hasta luego.
call-do-not-share = Hola. { $intro } { $code }. Repito, su código es: { $code }. { do-not-share }. Hasta luego.

call-approve = Le llama { $friendly_name }. Se le pide que apruebe lo que ve ahora en su pantalla. Para aprobarlo, presione los dos dígitos que ve allí. Si no fue usted, presione 9.
call-approve-transaction = Le llama { $friendly_name }. Se le pide que apruebe el pago de { $amount } a { $payee }. Para aprobarlo, presione los dos dígitos que ve en su pantalla. Si no fue usted, presione 9.
call-approved = Gracias. Ha sido aprobado. Hasta luego.
call-reported = Gracias. No ha sido aprobado y hemos tomado nota. Hasta luego.
call-approve-over = Ya no hay nada que aprobar. Hasta luego.

email-subject = Su código de verificación de { $friendly_name }
email-do-not-share = { do-not-share }.
email-lifetime =
    { $minutes ->
        [0] El código es válido durante menos de un minuto y solo funciona una vez.
        [one] El código es válido durante { $minutes } minuto y solo funciona una vez.
       *[other] El código es válido durante { $minutes } minutos y solo funciona una vez.
    }
email-unasked = Si no solicitó este código, no lo escriba en ninguna parte; puede ignorar este correo.
email-unasked-transaction = Si no inició este pago, no escriba el código en ninguna parte y avise a { $friendly_name }.

notice-subject = Aviso de seguridad sobre su cuenta de { $friendly_name }
notice-added = Se ha añadido una forma de iniciar sesión a su cuenta de { $friendly_name }: { $method }.
notice-removed = Se ha quitado una forma de iniciar sesión de su cuenta de { $friendly_name }: { $method }.
notice-new-codes = Se han creado nuevos códigos de recuperación para su cuenta de { $friendly_name }. Los anteriores ya no sirven.
notice-code-used = Se ha usado un código de recuperación para iniciar sesión en su cuenta de { $friendly_name }. Ya no sirve.
notice-browser = Otro navegador ha usado lo que un navegador recordaba de su cuenta de { $friendly_name }. Ya no se recuerda ninguno de los dos.
notice-when = Cuándo: { $day } de { notice-month } de { $year }, { $hour }:{ $minute } UTC
notice-month =
    { $month ->
        [1] enero
        [2] febrero
        [3] marzo
        [4] abril
        [5] mayo
        [6] junio
        [7] julio
        [8] agosto
        [9] septiembre
        [10] octubre
        [11] noviembre
       *[other] diciembre
    }
notice-yours = Si ha sido usted, no tiene que hacer nada.
notice-not-yours = Si no ha sido usted, avise a { $friendly_name } de inmediato.
notice-support = Si no ha sido usted, pida ayuda de inmediato: { $support }
notice-phone = Teléfono
notice-email = Correo electrónico
notice-authenticator = Aplicación de autenticación
notice-passkey = Llave de acceso
notice-token = Token físico
notice-push = Aplicación en su dispositivo
notice-other = Otra forma
